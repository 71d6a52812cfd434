import { describe, expect, test, vi } from 'vitest';
import { hasty } from '../test-bench.ts';
import { createReplicas } from './replicas.ts';
import { Trouble, type TroubleName, troubles } from './trouble.ts';

const patience = { ...hasty, outageMs: 5_000, restMs: 100 };
const { signal } = new AbortController();

/** Replicas that do as they are told by name, and how often each was asked. */
function replicasThat(behave: Record<string, (n: number) => string | Trouble>, more = {}) {
  const asked: string[] = [];
  const replicas = createReplicas(Object.keys(behave), { ...patience, ...more });
  const call = (options = {}) =>
    replicas.call(
      async (name) => {
        asked.push(name);
        const said = behave[name]?.(asked.filter((one) => one === name).length);
        if (typeof said === 'string') return said;
        throw said;
      },
      { signal, ...options },
    );
  return { call, asked, replicas };
}
const does = (trouble: TroubleName, facts = {}) => new Trouble(trouble, facts);

describe('a role with several replicas', () => {
  test('goes to the one with the fewest requests in flight', async () => {
    const replicas = createReplicas(['a', 'b', 'c'], patience);
    const inFlight: Record<string, number> = { a: 0, b: 0, c: 0 };
    const release = Promise.withResolvers<void>();
    const calls = Array.from({ length: 6 }, () =>
      replicas.call(
        async (name) => {
          inFlight[name] = (inFlight[name] ?? 0) + 1;
          await release.promise;
        },
        { signal },
      ),
    );
    await vi.waitFor(() => expect(inFlight).toEqual({ a: 2, b: 2, c: 2 }));
    release.resolve();
    await Promise.all(calls);
  });

  test('asks the other one at once when one fails', async () => {
    const onWaiting = vi.fn(async () => undefined);
    const { call } = replicasThat({ a: () => does('unreachable'), b: () => 'hi' });
    for (const _time of [1, 2, 3]) expect(await call({ onWaiting })).toBe('hi');
    expect(onWaiting).not.toHaveBeenCalled();
  });

  test('leaves one alone that fails again and again, and comes back to it', async () => {
    let isDown = true;
    const { call, asked } = replicasThat({ a: () => (isDown ? does('server_error') : 'a'), b: () => 'b' });
    for (let n = 0; n < 30; n += 1) await call();
    expect(asked.filter((name) => name === 'a')).toHaveLength(5);
    isDown = false;
    await vi.waitFor(async () => expect(await call()).toBe('a'));
  });

  test('lets one request try whether it is back, and the others be stopped meanwhile', async () => {
    const replicas = createReplicas(['a'], { ...patience, restMs: 20, outageMs: 60_000 });
    let tries = 0;
    const trying = Promise.withResolvers<void>();
    const back = Promise.withResolvers<string>();
    const first = replicas.call(
      async () => {
        tries += 1;
        if (tries <= 5) throw does('starting');
        trying.resolve();
        return back.promise;
      },
      { signal },
    );
    await trying.promise;
    const stop = new AbortController();
    const second = replicas.call(async () => 'second', {
      signal: stop.signal,
      onWaiting: async () => stop.abort(),
    });
    await expect(second).rejects.toThrow('aborted');
    back.resolve('first');
    expect(await first).toBe('first');
    expect(await replicas.call(async () => 'third', { signal })).toBe('third');
  });

  test('asks the others when one refuses the key, and says so when all do', async () => {
    const some = replicasThat({ a: () => does('refuses_key'), b: () => 'hi' });
    expect(await some.call()).toBe('hi');
    const all = replicasThat({ a: () => does('refuses_key'), b: () => does('unknown_model') });
    await expect(all.call()).rejects.toBeInstanceOf(Trouble);
    expect(all.asked.toSorted()).toEqual(['a', 'b']);
  });

  test('does not ask another one to do what the request makes impossible', async () => {
    const { call, asked } = replicasThat({ a: () => does('too_long'), b: () => does('too_long') });
    await expect(call()).rejects.toMatchObject({ trouble: 'too_long' });
    expect(asked).toHaveLength(1);
  });
});

describe('a request is repeated', () => {
  const finite = Object.entries(troubles).filter(([, { tries }]) => Number.isFinite(tries));
  test.each(finite)('after %s no more often than may help', async (name, { tries }) => {
    const { call, asked } = replicasThat({ a: () => does(name as TroubleName) });
    await expect(call()).rejects.toMatchObject({ trouble: name });
    expect(asked).toHaveLength(tries);
  });

  test.each(['unreachable', 'starting', 'busy', 'gateway'] as const)(
    'after %s until patience ends, and then that is said',
    async (name) => {
      const { call, asked } = replicasThat({ a: () => does(name) }, { outageMs: 150 });
      await expect(call()).rejects.toMatchObject({ trouble: name });
      expect(asked.length).toBeGreaterThan(2);
    },
  );

  test('not beyond the time it has until the job ends', async () => {
    const { call } = replicasThat({ a: () => does('starting') });
    const startedAt = performance.now();
    await expect(call({ waitUntil: Date.now() + 100 })).rejects.toMatchObject({ trouble: 'starting' });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  test('after the pause that the server asks for', async () => {
    const { call } = replicasThat({ a: (n) => (n === 1 ? does('busy', { retryAfterMs: 200 }) : 'hi') });
    const startedAt = performance.now();
    expect(await call()).toBe('hi');
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(199);
  });

  test('not after a pause of a week: that is longer than patience', async () => {
    const { call, asked } = replicasThat(
      { a: () => does('busy', { retryAfterMs: 7 * 86_400_000 }) },
      { longestPauseMs: 60_000 },
    );
    await expect(call()).rejects.toMatchObject({ trouble: 'busy' });
    expect(asked).toHaveLength(1);
  });

  test('elsewhere while a server asks for a pause', async () => {
    const { call, asked } = replicasThat({ a: () => does('busy', { retryAfterMs: 60_000 }), b: () => 'hi' });
    for (const _time of [1, 2, 3, 4]) expect(await call()).toBe('hi');
    expect(asked.filter((name) => name === 'a').length).toBeLessThanOrEqual(1);
  });

  test('and people are told once, before it is', async () => {
    const told: string[] = [];
    const { call } = replicasThat({ a: (n) => (n < 4 ? does('starting') : 'hi') });
    await call({ onWaiting: async (reason: string) => void told.push(reason) });
    expect(told).toEqual(['The model is not ready yet; it may be starting; it is asked again.']);
  });

  test('never after a mistake of ours', async () => {
    const { asked, replicas } = replicasThat({ a: () => 'hi' });
    const mistake = replicas.call(async () => Promise.reject(new TypeError('ours')), { signal });
    await expect(mistake).rejects.toThrow('ours');
    expect(asked).toEqual([]);
  });
});
