import type { Db } from '@snaprun/core/database';
import type { Log } from '@snaprun/core/log';
import { notifications } from '@snaprun/core/schema/account';
import { jobs } from '@snaprun/core/schema/jobs';
import { and, eq, gt, or, sql } from 'drizzle-orm';
import type { EventHub, UserListener } from './event-hub.ts';

/** How long what has ended stays in sight, far longer than any pause between two looks. */
const inSight = sql`now() - interval '5 minutes'`;

/**
 * An event hub where no connection may LISTEN: it looks at the tables every `everyMs`, for one request's streams.
 *
 * The event numbers of jobs have no gaps, so comparing them with those of the look before misses nothing, whatever the
 * order of commits. A look that fails is logged, and the next one finds what it did not.
 */
export function createPollingHub(db: Db, everyMs: number, log: Log): EventHub {
  const stop = new AbortController();

  async function poll<T>(look: () => Promise<T>, compare: (before: T, now: T) => void): Promise<() => void> {
    let before = await look();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = () => {
      timer = setTimeout(async () => {
        try {
          const now = await look();
          if (timer === undefined) return; // unsubscribed meanwhile
          compare(before, now);
          before = now;
        } catch (error) {
          log.warn('the tables could not be looked at for new events', { error });
        }
        if (timer !== undefined) again();
      }, everyMs);
    };
    const end = () => {
      clearTimeout(timer);
      timer = undefined;
    };
    again();
    stop.signal.addEventListener('abort', end);
    return end;
  }

  return {
    stopping: stop.signal,
    subscribe: (jobId, wake) =>
      poll(
        async () => (await db.select({ seq: jobs.eventSeq }).from(jobs).where(eq(jobs.id, jobId)))[0]?.seq,
        (before, now) => {
          if (before !== now) wake();
        },
      ),
    subscribeUser: (userId, listener) =>
      poll(
        () => lookAtUser(db, userId),
        (before, now) => tell(listener, before, now),
      ),
    close: async () => stop.abort(),
  };
}

interface UserLook {
  /** The number of the last event of each job that may still have one. */
  events: ReadonlyMap<string, number>;
  notifications: ReadonlySet<string>;
}

async function lookAtUser(db: Db, userId: string): Promise<UserLook> {
  const running = sql`${jobs.status} in ('queued', 'running')`;
  const [events, told] = await Promise.all([
    db
      .select({ id: jobs.id, seq: jobs.eventSeq })
      .from(jobs)
      .where(and(eq(jobs.userId, userId), or(running, gt(jobs.finishedAt, inSight)))),
    db
      .select({ id: notifications.id })
      .from(notifications)
      .where(and(eq(notifications.userId, userId), gt(notifications.createdAt, inSight)))
      .orderBy(notifications.createdAt),
  ]);
  return {
    events: new Map(events.map(({ id, seq }) => [id, seq])),
    notifications: new Set(told.map(({ id }) => id)),
  };
}

function tell(listener: UserListener, before: UserLook, now: UserLook): void {
  for (const [id, last] of now.events)
    for (let seq = (before.events.get(id) ?? 0) + 1; seq <= last; seq++) listener.notice(id, seq);
  for (const id of now.notifications) if (!before.notifications.has(id)) listener.notice(id, 0);
}
