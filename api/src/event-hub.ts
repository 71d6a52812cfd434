import { eventsChannel, parseEventNotice } from '@snaprun/core/events';
import type { Log } from '@snaprun/core/log';
import type postgres from 'postgres';

/** Tells who waits for a job that its events grew. A call means "read the table again", never more. */
export interface EventHub {
  /** Resolves once notices arrive; until the returned function is called, `wake` runs at each of them. */
  subscribe(jobId: string, wake: () => void): Promise<() => void>;
  /** Aborted when the process goes down: streams and waits end. */
  stopping: AbortSignal;
  close(): Promise<void>;
}

/**
 * One LISTEN connection for the whole process, fanned out in memory.
 *
 * Notices sent while the connection was lost are gone, so everybody is woken when it is back.
 */
export function createEventHub(sql: postgres.Sql, log: Log): EventHub {
  const waiting = new Map<string, Set<() => void>>();
  const stop = new AbortController();
  let listening: Promise<{ unlisten(): Promise<void> }> | undefined;

  const wakeAll = () => {
    for (const wakes of waiting.values()) for (const wake of wakes) wake();
  };
  const listen = () => {
    listening ??= sql
      .listen(
        eventsChannel,
        (payload) => {
          for (const wake of waiting.get(parseEventNotice(payload).jobId) ?? []) wake();
        },
        wakeAll,
      )
      .catch((error: unknown) => {
        listening = undefined; // the next subscriber tries again
        throw error;
      });
    return listening;
  };

  return {
    stopping: stop.signal,
    async subscribe(jobId, wake) {
      const wakes = waiting.get(jobId) ?? new Set();
      waiting.set(jobId, wakes.add(wake));
      const unsubscribe = () => {
        wakes.delete(wake);
        if (wakes.size === 0 && waiting.get(jobId) === wakes) waiting.delete(jobId);
      };
      try {
        await listen();
      } catch (error) {
        unsubscribe();
        throw error;
      }
      return unsubscribe;
    },
    async close() {
      stop.abort();
      wakeAll();
      const { unlisten } = (await listening?.catch(() => undefined)) ?? {};
      await unlisten?.().catch((error: unknown) =>
        log.warn('the event listener did not end cleanly', { error }),
      );
    },
  };
}
