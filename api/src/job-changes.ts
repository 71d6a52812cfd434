import type { Tx } from '@snaprun/core/database';
import { AppError } from '@snaprun/core/errors';
import { isFinal } from '@snaprun/core/job-states';
import { getJob } from '@snaprun/core/jobs';
import { type Job, jobs } from '@snaprun/core/schema/jobs';
import { and, eq } from 'drizzle-orm';
import type { AppDeps } from './deps.ts';
import { watchJob } from './job-watch.ts';

export async function renameJob(tx: Tx, userId: string, jobId: string, name: string): Promise<Job> {
  const [job] = await tx
    .update(jobs)
    .set({ name })
    .where(and(eq(jobs.id, jobId), eq(jobs.userId, userId)))
    .returning();
  if (job === undefined) throw new AppError('not_found', `There is no job ${jobId}.`);
  return job;
}

/** The job once it has ended, or as it is after `ms`, on abort, or when the process goes down. */
export async function waitForEnd(
  { db, hub }: Pick<AppDeps, 'db' | 'hub'>,
  userId: string,
  jobId: string,
  ms: number,
  signal: AbortSignal,
): Promise<Job> {
  const first = await getJob(db, userId, jobId);
  if (ms <= 0 || isFinal(first.status)) return first;
  const until = performance.now() + ms;
  const watch = await watchJob(hub, jobId, signal);
  try {
    for (;;) {
      const job = await getJob(db, userId, jobId);
      const left = until - performance.now();
      if (isFinal(job.status) || left <= 0 || watch.stopped()) return job;
      await watch.changed(left);
    }
  } finally {
    watch.close();
  }
}
