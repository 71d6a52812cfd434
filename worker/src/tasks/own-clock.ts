import type { Db } from '@snaprun/core/database';
import type { Job } from '@snaprun/core/schema/jobs';
import { sql } from 'drizzle-orm';

/**
 * The job with its times as this machine's clock would have told them. Deadlines are set by Postgres' clock; a worker
 * whose own is wrong by a day would otherwise end every job it takes.
 */
export async function onOwnClock(db: Db, job: Job): Promise<Job> {
  const [row] = await db.execute<{ ms: number }>(
    sql`select (extract(epoch from now()) * 1000)::float8 as ms`,
  );
  const aheadMs = Date.now() - (row?.ms ?? Date.now());
  const shifted = (time: Date) => new Date(time.getTime() + aheadMs);
  return { ...job, queuedAt: shifted(job.queuedAt), deadlineAt: shifted(job.deadlineAt) };
}
