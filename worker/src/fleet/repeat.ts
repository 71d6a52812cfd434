import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '@snaprun/core/log';

/**
 * Does something again and again until stopped; what it throws is logged and it goes on. What takes long looks at the
 * signal between its parts: whoever stops it waits for it.
 */
export function repeat(
  what: string,
  pauseMs: () => number,
  log: Log,
  act: (stopping: AbortSignal) => Promise<unknown>,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const loop = (async () => {
    while (!stopping.signal.aborted) {
      try {
        await act(stopping.signal);
      } catch (error) {
        if (stopping.signal.aborted) return;
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
