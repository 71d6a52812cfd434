import { requestCancel } from '@snaprun/core/cancel';
import { AppError } from '@snaprun/core/errors';
import { isFinal } from '@snaprun/core/job-states';
import { getJob, transitionJob } from '@snaprun/core/jobs';
import { removeJob } from '@snaprun/core/removal';
import type { AppDeps } from './deps.ts';
import { waitForEnd } from './job-changes.ts';
import type { JobDeletion } from './shapes/job.ts';

type Deps = Pick<AppDeps, 'db' | 'storage' | 'removals' | 'hub' | 'timing'>;

/** Deletes a job for good: cancels it, then everything it made goes, and its picture if no other job uses it. */
export async function deleteJob(
  deps: Deps,
  userId: string,
  jobId: string,
  signal: AbortSignal,
): Promise<JobDeletion> {
  await endJob(deps, userId, jobId, signal);
  return { deleted: await deps.removals.run(() => removeJob(deps, userId, jobId)) };
}

/** Cancels the job and waits until its worker has let go; one that does not answer loses it. */
async function endJob(deps: Deps, userId: string, jobId: string, signal: AbortSignal): Promise<void> {
  const ended = (error: unknown) => {
    if (!(error instanceof AppError && error.code === 'conflict')) throw error;
  };
  const { status } = await getJob(deps.db, userId, jobId);
  if (isFinal(status)) return;
  await requestCancel(deps.db, userId, jobId).catch(ended);
  const job = await waitForEnd(deps, userId, jobId, deps.timing.cancelWaitMs, signal);
  if (!isFinal(job.status)) await transitionJob(deps.db, jobId, {}, { to: 'cancelled' }).catch(ended);
}
