import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { getJob, sentenceOf } from './api.ts';

/** A server that takes the request, and once it is told to its headers, and then says nothing more. */
const silent: typeof fetch = (_input, init) =>
  new Promise((_resolve, reject) => {
    init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
  });
const stalled: typeof fetch = async (_input, init) =>
  new Response(
    new ReadableStream({
      start: (body) => init?.signal?.addEventListener('abort', () => body.error(init.signal?.reason)),
    }),
  );

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a server that does not answer', () => {
  test.each([
    ['at all', silent],
    ['to the end', stalled],
  ])('%s is given up after a minute, in words', async (_how, fetch) => {
    vi.stubGlobal('fetch', fetch);
    const answer = getJob('job_1').catch(sentenceOf);
    await vi.advanceTimersByTimeAsync(61_000);
    expect(await answer).toBe('The server has not answered for a minute. Try again.');
  });

  test('is left at once by who waits no more', async () => {
    vi.stubGlobal('fetch', silent);
    const stop = new AbortController();
    const answer = getJob('job_1', stop.signal);
    stop.abort();
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
    expect(vi.getTimerCount()).toBe(0);
  });
});
