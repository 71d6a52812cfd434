import type { Db } from '@snaprun/core/database';
import { jobEvents } from '@snaprun/core/schema/job-events';
import type { Job } from '@snaprun/core/schema/jobs';
import { and, desc, eq, inArray, sql } from 'drizzle-orm';

const shortestMs = 1_000;
const longestMs = 30_000;

/**
 * How long a job that met an outage waits until it is tried again, in ms: a quarter of the time since it last came
 * forward, so that a short outage is soon over for it and a long one is not asked about all the time.
 */
export async function pauseOf(db: Db, job: Pick<Job, 'id'>): Promise<number> {
  const [last] = await db
    .select({ ms: sql<number>`(extract(epoch from now() - ${jobEvents.at}) * 1000)::float8` })
    .from(jobEvents)
    .where(and(eq(jobEvents.jobId, job.id), inArray(jobEvents.type, ['job.queued', 'step.finished'])))
    .orderBy(desc(jobEvents.seq))
    .limit(1);
  return Math.min(longestMs, Math.max(shortestMs, (last?.ms ?? 0) / 4));
}
