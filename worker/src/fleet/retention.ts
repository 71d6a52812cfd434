import type { Db } from '@snaprun/core/database';
import { AppError } from '@snaprun/core/errors';
import type { Log } from '@snaprun/core/log';
import { removeJob } from '@snaprun/core/removal';
import { jobs } from '@snaprun/core/schema/jobs';
import type { Storage } from '@snaprun/core/storage';
import { and, asc, inArray, lt, sql } from 'drizzle-orm';
import { repeat } from './repeat.ts';

const pauseMs = 5 * 60_000;
const atOnce = 100;

interface Deps {
  db: Db;
  storage: Storage;
  log: Log;
}

/** Has this worker remove, every five minutes or so, the jobs whose time to be kept is over. */
export function startRetention(deps: Deps): { stop(): Promise<void> } {
  // Workers that started together need not sweep together.
  const pause = () => pauseMs * (0.8 + 0.4 * Math.random());
  return repeat('removing expired jobs', pause, deps.log, () => removeExpired(deps));
}

/**
 * Removes the jobs that expired, longest ago first, each as if its owner had deleted it; returns how many. A job that
 * has not ended waits until it has. One whose removal fails is left for the next time and does not stop the others.
 */
export async function removeExpired({ db, storage, log }: Deps): Promise<number> {
  const expired = await db
    .select({ id: jobs.id, userId: jobs.userId })
    .from(jobs)
    .where(and(lt(jobs.expiresAt, sql`now()`), inArray(jobs.status, ['succeeded', 'failed', 'cancelled'])))
    .orderBy(asc(jobs.expiresAt))
    .limit(atOnce);
  let removed = 0;
  for (const { id: jobId, userId } of expired) {
    try {
      const gone = await removeJob({ db, storage }, userId, jobId);
      log.info('an expired job was removed', { jobId, ...gone });
      removed += 1;
    } catch (error) {
      // Its owner or another worker was quicker.
      if (error instanceof AppError && error.code === 'not_found') continue;
      log.warn('an expired job could not be removed', { jobId, error });
    }
  }
  return removed;
}
