import type { BaseCheckpointSaver } from '@langchain/langgraph';
import { isFinal } from '@snaprun/core/job-states';
import { objectKeys } from '@snaprun/core/object-keys';
import { files } from '@snaprun/core/schema/files';
import { jobs } from '@snaprun/core/schema/jobs';
import { eq } from 'drizzle-orm';
import type { AgentDeps } from '../agent/agent-run.ts';

/**
 * Removes what served only the work on a job that has ended: its checkpoints, the prepared pictures, and objects of
 * claims that were lost. What cannot be removed now is left to the sweeps; a job that has not ended keeps all of it.
 */
export async function forgetWork(
  {
    db,
    storage,
    checkpointer,
    log,
  }: Pick<AgentDeps, 'db' | 'storage' | 'log'> & {
    checkpointer: BaseCheckpointSaver;
  },
  jobId: string,
): Promise<void> {
  const [job] = await db.select({ status: jobs.status }).from(jobs).where(eq(jobs.id, jobId));
  if (job !== undefined && !isFinal(job.status)) return;
  try {
    await checkpointer.deleteThread(jobId);
    const kept = await db.select({ key: files.objectKey }).from(files).where(eq(files.jobId, jobId));
    const keys = new Set(kept.map(({ key }) => key));
    const stored = await storage.list(objectKeys.job(jobId));
    const useless = stored.filter((key) => objectKeys.isOfClaim(key) && !keys.has(key));
    if (useless.length > 0) await storage.remove(useless);
  } catch (error) {
    log.warn('what served a job stays behind for the sweeps', { jobId, error });
  }
}
