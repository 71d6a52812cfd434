import { eventsAfter, type JobEvent } from '@snaprun/core/events';
import type { AppDeps } from './deps.ts';
import { findNotification } from './notifications.ts';
import type { Notification } from './shapes/notification.ts';

export type UserMessage =
  | { type: JobEvent['type']; data: JobEvent }
  | { type: 'notification'; data: Notification };

/** A reader who is this far behind is let go and looks anew. */
const maxBehind = 10_000;

/**
 * What happens to all jobs of a person, and what they are told, from now on: live only, nothing is replayed.
 *
 * Yields null first, when nothing that follows will be missed, and whenever nothing came for a heartbeat. Ends when
 * notices may have been lost, so that the reader comes back and looks anew.
 */
export async function* streamUser(
  { db, hub, timing }: Pick<AppDeps, 'db' | 'hub' | 'timing'>,
  userId: string,
  signal: AbortSignal,
): AsyncGenerator<UserMessage | null> {
  const stopped = AbortSignal.any([signal, hub.stopping]);
  const notices: { id: string; seq: number }[] = [];
  let live = false;
  let lost = false;
  let wake: () => void = () => undefined;
  const unsubscribe = await hub.subscribeUser(userId, {
    notice(id, seq) {
      if (notices.push({ id, seq }) > maxBehind) lost = true;
      wake();
    },
    lost() {
      lost = live; // the first LISTEN of the process tells it too
      wake();
    },
  });
  const onStop = () => wake();
  stopped.addEventListener('abort', onStop);
  try {
    live = true;
    yield null;
    while (!stopped.aborted && !lost) {
      const notice = notices.shift();
      if (notice !== undefined) yield* read(notice);
      else if (!(await noticed())) yield null;
    }
  } finally {
    stopped.removeEventListener('abort', onStop);
    unsubscribe();
  }

  /** False when nothing came for a heartbeat. */
  async function noticed(): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    wake = () => resolve(true);
    const timer = setTimeout(() => resolve(false), timing.heartbeatMs);
    const came = await promise;
    clearTimeout(timer);
    return came;
  }

  async function* read({ id, seq }: { id: string; seq: number }): AsyncGenerator<UserMessage> {
    if (id.startsWith('ntf_')) {
      const data = await findNotification(db, userId, id);
      if (data !== null) yield { type: 'notification', data };
      return;
    }
    // A notice for each event, in the order of commits; none of a job that is gone.
    const [event] = seq === 0 ? [] : await eventsAfter(db, id, seq - 1, 1);
    if (event?.seq === seq) yield { type: event.type, data: event };
  }
}
