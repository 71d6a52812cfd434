import type { Db } from '@snaprun/core/database';
import { AppError } from '@snaprun/core/errors';
import type { Log } from '@snaprun/core/log';
import { removeJob } from '@snaprun/core/removal';
import { jobs } from '@snaprun/core/schema/jobs';
import type { Storage } from '@snaprun/core/storage';
import { and, asc, gt, inArray, lt, sql } from 'drizzle-orm';

const atOnce = 100;

interface Deps {
  db: Db;
  storage: Storage;
  log: Log;
}

/**
 * Removes the jobs that expired, longest ago first, each as if its owner had deleted it; returns how many. A job that
 * has not ended waits until it has. One whose removal fails is left for the next time and does not stop the others.
 */
export async function removeExpired(deps: Deps, signal?: AbortSignal): Promise<number> {
  let removed = 0;
  let after = '';
  for (;;) {
    const expired = await nextExpired(deps.db, after);
    for (const job of expired) {
      if (signal?.aborted) return removed;
      if (await removeOne(deps, job)) removed += 1;
    }
    const last = expired.at(-1);
    if (last === undefined || expired.length < atOnce) return removed;
    after = last.place;
  }
}

const hasExpired = lt(jobs.expiresAt, sql`now()`);
/** Where a job stands among those that expired: the time, then the id. */
const place = sql<string>`to_char(${jobs.expiresAt} at time zone 'utc', 'YYYY-MM-DD HH24:MI:SS.US') || ${jobs.id}`;

function nextExpired(db: Db, after: string) {
  return db
    .select({ id: jobs.id, userId: jobs.userId, place })
    .from(jobs)
    .where(and(hasExpired, inArray(jobs.status, ['succeeded', 'failed', 'cancelled']), gt(place, after)))
    .orderBy(asc(place))
    .limit(atOnce);
}

async function removeOne(
  { db, storage, log }: Deps,
  { id: jobId, userId }: { id: string; userId: string },
): Promise<boolean> {
  try {
    // Its owner may have chosen meanwhile to keep jobs longer.
    const gone = await removeJob({ db, storage }, userId, jobId, hasExpired);
    log.info('an expired job was removed', { jobId, ...gone });
    return true;
  } catch (error) {
    // Its owner or another worker was quicker, or it is to be kept after all.
    if (!(error instanceof AppError && error.code === 'not_found'))
      log.warn('an expired job could not be removed', { jobId, error });
    return false;
  }
}
