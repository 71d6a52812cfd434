import { requestCancel } from '@snaprun/core/cancel';
import type { Tx } from '@snaprun/core/database';
import { AppError } from '@snaprun/core/errors';
import { eventsChannel } from '@snaprun/core/events';
import { isFinal } from '@snaprun/core/job-states';
import { getJob, transitionJob } from '@snaprun/core/jobs';
import { objectKeys } from '@snaprun/core/object-keys';
import { attempts } from '@snaprun/core/schema/attempts';
import { files } from '@snaprun/core/schema/files';
import { jobEvents } from '@snaprun/core/schema/job-events';
import { jobs } from '@snaprun/core/schema/jobs';
import { and, count, eq, notExists, sql } from 'drizzle-orm';
import type { AppDeps } from './deps.ts';
import { lockFile, removeFileObjects } from './files.ts';
import { forgetAnswers } from './idempotency.ts';
import { waitForEnd } from './job-changes.ts';
import type { JobDeletion } from './shapes/job.ts';

type Deps = Pick<AppDeps, 'db' | 'storage' | 'hub' | 'timing'>;

/**
 * Deletes a job for good: cancels it, then rows, checkpoints and objects go, and its picture if no other job uses it.
 *
 * Objects go inside the transaction: when the storage does not answer, the job is still there to be deleted again.
 */
export async function deleteJob(
  deps: Deps,
  userId: string,
  jobId: string,
  signal: AbortSignal,
): Promise<JobDeletion> {
  const { db, storage } = deps;
  await endJob(deps, userId, jobId, signal);
  const receipt = await db.transaction(async (tx) => {
    const job = await getJob(tx, userId, jobId);
    // Against a second job that is just being made with its picture.
    await lockFile(tx, job.fileId, 'update');
    const [tried] = await tx.select({ n: count() }).from(attempts).where(eq(attempts.jobId, jobId));
    const [told] = await tx.select({ n: count() }).from(jobEvents).where(eq(jobEvents.jobId, jobId));
    const checkpoints = await deleteCheckpoints(tx, jobId);
    const artifacts = await tx.delete(files).where(eq(files.jobId, jobId)).returning({ id: files.id });
    const gone = await tx.delete(jobs).where(eq(jobs.id, jobId)).returning({ id: jobs.id });
    if (gone.length === 0) throw new AppError('not_found', `There is no job ${jobId}.`);
    const inputs = await tx
      .delete(files)
      .where(
        and(
          eq(files.id, job.fileId),
          notExists(tx.select({ one: sql`1` }).from(jobs).where(eq(jobs.fileId, job.fileId))),
        ),
      )
      .returning();
    for (const id of [jobId, ...inputs.map((input) => input.id)]) await forgetAnswers(tx, userId, id);
    // Streams that are open on it look, find nothing and end.
    await tx.execute(sql`select pg_notify(${eventsChannel}::text, ${`${userId} ${jobId} 0`}::text)`);

    let objects = await removePrefix(deps, jobId);
    for (const input of inputs) objects += await removeFileObjects(storage, input);
    return {
      deleted: {
        jobs: 1,
        files: artifacts.length + inputs.length,
        attempts: tried?.n ?? 0,
        events: told?.n ?? 0,
        checkpoints,
        objects,
      },
    };
  });
  // What a worker was storing while its claim went away.
  receipt.deleted.objects += await removePrefix(deps, jobId);
  return receipt;
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

async function removePrefix({ storage }: Deps, jobId: string): Promise<number> {
  const keys = await storage.list(objectKeys.job(jobId));
  if (keys.length > 0) await storage.remove(keys);
  return keys.length;
}

/** The checkpointer's rows; its thread is the job's id. */
async function deleteCheckpoints(tx: Tx, jobId: string): Promise<number> {
  let rows = 0;
  // In the checkpointer's own order: a worker that is deleting them too would otherwise be waited for in a circle.
  for (const table of ['checkpoint_blobs', 'checkpoints', 'checkpoint_writes']) {
    const deleted = await tx.execute(
      sql`delete from langgraph.${sql.identifier(table)} where thread_id = ${jobId} returning 1 as one`,
    );
    rows += deleted.length;
  }
  return rows;
}
