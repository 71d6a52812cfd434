import type { Database } from '@snaprun/core/database';
import { ClaimLost } from '@snaprun/core/job-states';
import { enqueueJob } from '@snaprun/core/jobs';
import { jobs } from '@snaprun/core/schema/jobs';
import { eq } from 'drizzle-orm';
import { requeue } from './requeue.ts';
import type { RunningJobs } from './running-jobs.ts';

/**
 * Finds jobs that count as this worker's although it does not work on them, and gives them back to the queue.
 *
 * That happens when the database was away just when a job was to be handed back. Seen twice in a row it is no
 * coincidence of a job that is just being taken or ended.
 */
export function createLeftoverSweep(
  { db, sql }: Database,
  running: Pick<RunningJobs, 'has'>,
  workerId: string,
  poolId: string,
): () => Promise<void> {
  let suspects = new Set<string>();
  return async () => {
    const mine = await sql<{ id: string }[]>`
      select id from jobs where status = 'running' and worker_id = ${workerId}
      union
      select jobs.id from jobs join graphile_worker.jobs t on t.key = 'run-job:' || jobs.id
      where jobs.status = 'queued' and t.locked_by = ${poolId}`;
    const idle = mine.map(({ id }) => id).filter((id) => !running.has(id));
    for (const id of idle.filter((one) => suspects.has(one))) await giveBack(db, id);
    suspects = new Set(idle);
  };
}

async function giveBack(db: Database['db'], jobId: string): Promise<void> {
  const [job] = await db.select().from(jobs).where(eq(jobs.id, jobId));
  if (job?.status === 'queued') await enqueueJob(db, job);
  if (job?.status !== 'running') return;
  try {
    await requeue(db, job, { reason: 'The job is taken up again after trouble of ours.', crashed: false });
  } catch (error) {
    // It ended meanwhile.
    if (!(error instanceof ClaimLost)) throw error;
  }
}
