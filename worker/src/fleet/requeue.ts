import type { Db } from '@snaprun/core/database';
import { enqueueJob, transitionJob } from '@snaprun/core/jobs';
import type { Job } from '@snaprun/core/schema/jobs';

/** Hands a job back to the queue, where it is free at once or then: the key makes a fresh task and voids the locked one. */
export async function requeue(
  db: Db,
  job: Pick<Job, 'id' | 'epoch'>,
  { reason, crashed, runAt }: { reason: string; crashed: boolean; runAt?: Date },
): Promise<void> {
  await db.transaction(async (tx) => {
    const queued = await transitionJob(tx, job.id, { epoch: job.epoch }, { to: 'queued', reason, crashed });
    await enqueueJob(tx, queued, runAt);
  });
}
