import { setTimeout as delay } from 'node:timers/promises';
import { CircuitState, ConsecutiveBreaker, circuitBreaker, ExponentialBackoff, handleWhen } from 'cockatiel';
import type { Patience } from '../budgets.ts';
import type { AskOptions } from './model-client.ts';
import { Trouble, type TroubleName, troubleOf, troubles } from './trouble.ts';

/** Failures in a row after which a replica is left alone for a while. */
const breakAfter = 5;

type Send<E, T> = (endpoint: E, signal: AbortSignal, onAnswering: () => void) => Promise<T>;

export interface Replicas<E> {
  readonly endpoints: readonly E[];
  /**
   * Calls one replica, another when it fails, until one answers or patience ends with the last Trouble.
   *
   * This is the only place where a request is repeated. It always may be: an answer of a model changes nothing.
   */
  call<T>(send: Send<E, T>, options: AskOptions): Promise<T>;
}

interface Replica<E> {
  endpoint: E;
  inFlight: number;
  /** Not before this time of `performance.now()`: the server asked for a pause. */
  notBefore: number;
  breaker: ReturnType<typeof circuitBreaker>;
  /** Left alone until this time of `performance.now()`; then it is tried again. */
  restsUntil: number;
}

/** Several endpoints of one role; each request goes to the healthy one with the fewest in flight. */
export function createReplicas<E>(endpoints: readonly E[], patience: Patience): Replicas<E> {
  const replicas = endpoints.map((endpoint): Replica<E> => {
    const breaker = circuitBreaker(handleWhen(isItsFault), {
      halfOpenAfter: patience.restMs,
      breaker: new ConsecutiveBreaker(breakAfter),
    });
    const replica: Replica<E> = { endpoint, inFlight: 0, notBefore: 0, breaker, restsUntil: 0 };
    breaker.onBreak(() => {
      replica.restsUntil = performance.now() + patience.restMs;
    });
    return replica;
  });
  let turn = 0;

  function pick(passedOver: ReadonlySet<Replica<E>>): Replica<E> | undefined {
    turn += 1;
    const rests = ({ restsUntil }: Replica<E>) => Number(restsUntil > performance.now());
    return replicas
      .map((_, i) => replicas[(i + turn) % replicas.length])
      .filter((replica) => replica !== undefined)
      .filter((replica) => !passedOver.has(replica) && replica.notBefore <= performance.now())
      .sort((a, b) => rests(a) - rests(b) || a.inFlight - b.inFlight)[0];
  }

  async function sendTo<T>(
    replica: Replica<E>,
    send: Send<E, T>,
    signal: AbortSignal,
    sayItIsSlow: () => void,
  ) {
    // The breaker would have it wait, deaf to its signal, for whoever is trying whether the replica is back.
    if (replica.breaker.state === CircuitState.HalfOpen && replica.inFlight > 0) throw new Trouble('resting');
    const slow = setTimeout(sayItIsSlow, patience.slowMs);
    replica.inFlight += 1;
    try {
      return await replica.breaker.execute(() => send(replica.endpoint, signal, () => clearTimeout(slow)));
    } finally {
      clearTimeout(slow);
      replica.inFlight -= 1;
    }
  }

  return {
    endpoints,
    async call(send, { signal, onWaiting, waitUntil = Number.POSITIVE_INFINITY }) {
      const giveUpAt = performance.now() + Math.min(patience.outageMs, waitUntil - Date.now());
      const say = sayOnce(onWaiting);
      const sayItIsSlow = () =>
        void say(slowReason).catch(() => undefined /* the next event will fail as well */);
      const counts = new Map<TroubleName, number>();
      const refusing = new Set<Replica<E>>();
      const failed = new Set<Replica<E>>();
      const { firstDelayMs: initialDelay, maxDelayMs: maxDelay } = patience;
      let backoff = new ExponentialBackoff({ initialDelay, maxDelay }).next();
      let last: Trouble | null = null;

      for (;;) {
        signal.throwIfAborted();
        const replica = pick(new Set([...failed, ...refusing]));
        if (replica === undefined) {
          const soonest = Math.min(...replicas.map(({ notBefore }) => notBefore));
          const waitMs = Math.max(backoff.duration, soonest - performance.now());
          backoff = backoff.next(undefined);
          // Where none was tried yet, all of them asked for a pause.
          last ??= new Trouble('busy');
          if (performance.now() + waitMs > giveUpAt) throw last;
          await say(waitingReason(last));
          await delay(waitMs, undefined, { signal });
          failed.clear();
          continue;
        }
        try {
          return await sendTo(replica, send, signal, sayItIsSlow);
        } catch (error) {
          signal.throwIfAborted();
          const trouble = troubleOf(error);
          if (trouble === null) throw error;
          const { trouble: name, retryAfterMs } = trouble;
          // That it is left alone says less than why.
          if (last === null || name !== 'resting') last = trouble;
          if (retryAfterMs !== null)
            replica.notBefore = performance.now() + Math.min(retryAfterMs, patience.longestPauseMs);
          failed.add(replica);
          if (anotherMayTake.has(name)) refusing.add(replica);
          if (refusing.has(replica) && refusing.size < replicas.length) continue;
          const count = (counts.get(name) ?? 0) + 1;
          counts.set(name, count);
          if (count >= troubles[name].tries) throw trouble;
        }
      }
    },
  };
}

/** Faults of one replica's own settings: the others are asked before it counts. */
const anotherMayTake: ReadonlySet<TroubleName> = new Set([
  ...(['redirected', 'refuses_key', 'unknown_model', 'no_pictures'] as const),
]);

/** Faults of the request, and pauses that a healthy server asks for, say nothing about a replica's health. */
const notItsFault: ReadonlySet<TroubleName> = new Set([
  ...(['busy', 'refuses_request', 'too_long', 'no_pictures', 'oversized'] as const),
]);

function isItsFault(error: unknown): boolean {
  const trouble = troubleOf(error);
  return trouble !== null && !notItsFault.has(trouble.trouble);
}

const slowReason = 'The model has not begun to answer; it may be starting or busy.';

function waitingReason({ trouble }: Trouble): string {
  return `The model ${troubles[trouble].says}; it is asked again.`;
}

function sayOnce(onWaiting: AskOptions['onWaiting']): (reason: string) => Promise<void> {
  let saying: Promise<void> | undefined;
  return (reason) => {
    saying ??= onWaiting?.(reason) ?? Promise.resolve();
    return saying;
  };
}
