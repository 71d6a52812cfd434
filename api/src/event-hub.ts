import { eventsChannel, parseEventNotice } from '@snaprun/core/events';
import type { Log } from '@snaprun/core/log';
import type postgres from 'postgres';

/** Tells who waits for a job that its events grew. A call means "read the table again", never more. */
export interface EventHub {
  /** Resolves once notices arrive; until the returned function is called, `wake` runs at each of them. */
  subscribe(jobId: string, wake: () => void): Promise<() => void>;
  /** The same for all that concerns a person; after `lost` notices may have been missed. */
  subscribeUser(userId: string, listener: UserListener): Promise<() => void>;
  /** Aborted when the process goes down: streams and waits end. */
  stopping: AbortSignal;
  close(): Promise<void>;
}

export interface UserListener {
  /** An event of a job, or, with `seq` 0, a notification with this id or a job that is gone. */
  notice(id: string, seq: number): void;
  lost(): void;
}

/**
 * One LISTEN connection for the whole process, fanned out in memory.
 *
 * Notices sent while the connection was lost are gone, so everybody is woken when it is back.
 */
export function createEventHub(sql: postgres.Sql, log: Log): EventHub {
  const waiting = new Map<string, Set<() => void>>();
  const users = new Map<string, Set<UserListener>>();
  const stop = new AbortController();
  let listening: Promise<{ unlisten(): Promise<void> }> | undefined;

  const wakeAll = () => {
    for (const wakes of waiting.values()) for (const wake of wakes) wake();
    for (const listeners of users.values()) for (const { lost } of listeners) lost();
  };
  const listen = () => {
    listening ??= sql
      .listen(
        eventsChannel,
        (payload) => {
          const { userId, jobId, seq } = parseEventNotice(payload);
          for (const wake of waiting.get(jobId) ?? []) wake();
          for (const { notice } of users.get(userId) ?? []) notice(jobId, seq);
        },
        wakeAll,
      )
      .catch((error: unknown) => {
        listening = undefined; // the next subscriber tries again
        throw error;
      });
    return listening;
  };

  const add = async <T>(to: Map<string, Set<T>>, key: string, listener: T) => {
    const listeners = to.get(key) ?? new Set();
    to.set(key, listeners.add(listener));
    const unsubscribe = () => {
      listeners.delete(listener);
      if (listeners.size === 0 && to.get(key) === listeners) to.delete(key);
    };
    try {
      await listen();
    } catch (error) {
      unsubscribe();
      throw error;
    }
    return unsubscribe;
  };

  return {
    stopping: stop.signal,
    subscribe: (jobId, wake) => add(waiting, jobId, wake),
    subscribeUser: (userId, listener) => add(users, userId, listener),
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
