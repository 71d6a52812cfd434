import { ConsecutiveBreaker, circuitBreaker, ExponentialBackoff, handleWhen, retry } from 'cockatiel';
import type OpenAI from 'openai';
import type { Patience } from '../budgets.ts';
import type { AskOptions } from './model-client.ts';
import { isOutage, isTimeout, outageReason } from './request-failure.ts';

/** A slow model is slow again: asking a third time would only take longer. */
const maxTimeouts = 2;
/** Failures in a row after which a replica is left alone, and for how long. */
const breakAfter = 5;
const halfOpenAfterMs = 20_000;

export interface Replicas {
  /** Calls one replica, another when it fails, until one answers or patience ends with the last error. */
  call<T>(send: (client: OpenAI, signal: AbortSignal) => Promise<T>, options: AskOptions): Promise<T>;
}

export function createReplicas(clients: readonly OpenAI[], patience: Patience): Replicas {
  const replicas = clients.map((client) => ({
    client,
    inFlight: 0,
    breaker: circuitBreaker(handleWhen(isOutage), {
      halfOpenAfter: halfOpenAfterMs,
      // With one replica there is nowhere else to go: waiting is the retry's business.
      breaker: new ConsecutiveBreaker(clients.length > 1 ? breakAfter : Number.MAX_SAFE_INTEGER),
    }),
  }));
  let turn = 0;
  const pick = () => {
    turn += 1;
    const inTurn = replicas.map((_, i) => replicas[(i + turn) % replicas.length]);
    const [first] = inTurn
      .filter((replica) => replica !== undefined)
      .sort((a, b) => a.breaker.state - b.breaker.state || a.inFlight - b.inFlight);
    if (first === undefined) throw new Error('A model role needs at least one base URL.');
    return first;
  };

  return {
    async call(send, { signal, onWaiting }) {
      const startedAt = performance.now();
      let timeouts = 0;
      let said = false;
      const again = handleWhen((error) => {
        if (signal.aborted || !isOutage(error)) return false;
        if (isTimeout(error)) timeouts += 1;
        return timeouts < maxTimeouts && performance.now() - startedAt < patience.outageMs;
      });
      const policy = retry(again, {
        maxAttempts: Number.MAX_SAFE_INTEGER,
        backoff: new ExponentialBackoff({
          initialDelay: patience.firstDelayMs,
          maxDelay: patience.maxDelayMs,
        }),
      });
      let saying: Promise<void> | undefined;
      policy.onRetry((reason) => {
        if (said) return;
        said = true;
        saying = onWaiting?.('error' in reason ? outageReason(reason.error) : 'It did not answer.');
        // It is awaited before the next request; until then a failure must not count as unhandled.
        saying?.catch(() => undefined);
      });
      return policy.execute(async () => {
        await saying;
        signal.throwIfAborted();
        const replica = pick();
        replica.inFlight += 1;
        try {
          return await replica.breaker.execute(() => send(replica.client, signal));
        } finally {
          replica.inFlight -= 1;
        }
      }, signal);
    },
  };
}
