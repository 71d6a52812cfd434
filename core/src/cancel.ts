import { and, eq, sql } from 'drizzle-orm';
import type { Tx } from './database.ts';
import { AppError } from './errors.ts';
import { isFinal } from './job-states.ts';
import { transitionJob } from './jobs.ts';
import { type Job, jobs } from './schema/jobs.ts';

/** The channel that tells a worker to stop a job; the payload is the job's id. */
export const cancelChannel = 'snaprun_cancel';

/**
 * Stops a job: a queued one ends at once, a running one is told and ends within seconds; returns it as it is now.
 *
 * Throws a conflict when it has already finished.
 */
export async function requestCancel(tx: Tx, userId: string, jobId: string): Promise<Job> {
  return tx.transaction(async (inner) => {
    const [job] = await inner
      .select()
      .from(jobs)
      .where(and(eq(jobs.id, jobId), eq(jobs.userId, userId)))
      .for('update');
    if (job === undefined) throw new AppError('not_found', `There is no job ${jobId}.`);
    if (isFinal(job.status)) throw new AppError('conflict', `Job ${jobId} has already finished.`);
    if (job.status === 'queued')
      return transitionJob(inner, jobId, { epoch: job.epoch }, { to: 'cancelled' });
    const cancelRequestedAt = job.cancelRequestedAt ?? new Date();
    await inner.update(jobs).set({ cancelRequestedAt }).where(eq(jobs.id, jobId));
    await inner.execute(sql`select pg_notify(${cancelChannel}::text, ${jobId}::text)`);
    return { ...job, cancelRequestedAt };
  });
}
