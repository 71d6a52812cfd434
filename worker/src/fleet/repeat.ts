import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '@snaprun/core/log';

/** Does something again and again until stopped; what it throws is logged and it goes on. */
export function repeat(
  what: string,
  pauseMs: () => number,
  log: Log,
  act: () => Promise<unknown>,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const loop = (async () => {
    while (!stopping.signal.aborted) {
      try {
        await act();
      } catch (error) {
        log.warn(`${what} failed and is tried again`, { error });
      }
      // The rejection of an aborted pause is how the loop is woken to end.
      await delay(pauseMs(), undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    stop: () => {
      stopping.abort();
      return loop;
    },
  };
}
