import { and, count, eq, notExists, type SQL, sql } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { Db, Tx } from './database.ts';
import { AppError } from './errors.ts';
import { eventsChannel } from './events.ts';
import { getJob } from './jobs.ts';
import { lookAgainAt } from './late-objects.ts';
import { objectKeys } from './object-keys.ts';
import { feedback, idempotencyKeys, notifications, shares, webhookDeliveries } from './schema/account.ts';
import { attempts } from './schema/attempts.ts';
import { type File, files } from './schema/files.ts';
import { jobEvents } from './schema/job-events.ts';
import { jobs } from './schema/jobs.ts';
import type { Storage } from './storage.ts';

/** How much of each went with a job. */
export interface Removed {
  jobs: number;
  files: number;
  attempts: number;
  events: number;
  checkpoints: number;
  notifications: number;
  feedback: number;
  shares: number;
  deliveries: number;
  objects: number;
}

/**
 * Removes a job for good: rows, checkpoints and objects go, and its picture if no other job uses it. The job must have
 * ended, or its worker have lost it; throws `not_found` when it is gone already, or when `only` does not hold for it
 * any more at the moment it goes.
 *
 * Objects go inside the transaction: when the storage does not answer, the job is still there to be removed again.
 */
export function removeJob(
  { db, storage }: { db: Db; storage: Storage },
  userId: string,
  jobId: string,
  only?: SQL,
): Promise<Removed> {
  return db.transaction(async (tx) => {
    const job = await getJob(tx, userId, jobId);
    // Against a second job that is just being made with its picture.
    await lockFile(tx, job.fileId, 'update');
    const along = await countAlong(tx, jobId);
    const checkpoints = await removeCheckpoints(tx, jobId);
    const artifacts = await tx.delete(files).where(eq(files.jobId, jobId)).returning({ id: files.id });
    const gone = await tx
      .delete(jobs)
      .where(and(eq(jobs.id, jobId), only))
      .returning({ id: jobs.id });
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
    await lookAgainAt(tx, [objectKeys.job(jobId), ...inputs.map(({ objectKey }) => objectKey)]);
    // Streams that are open on it look, find nothing and end.
    await tx.execute(sql`select pg_notify(${eventsChannel}::text, ${`${userId} ${jobId} 0`}::text)`);

    let objects = await removePrefix(storage, jobId);
    for (const input of inputs) objects += await removeFileObjects(storage, input);
    return {
      jobs: 1,
      files: artifacts.length + inputs.length,
      checkpoints,
      ...along,
      objects,
    };
  });
}

/** What goes along with the job's row, by its foreign keys. */
async function countAlong(tx: Tx, jobId: string) {
  const rows = async (table: PgTable, key: PgColumn) => {
    const [row] = await tx.select({ n: count() }).from(table).where(eq(key, jobId));
    return row?.n ?? 0;
  };
  return {
    attempts: await rows(attempts, attempts.jobId),
    events: await rows(jobEvents, jobEvents.jobId),
    notifications: await rows(notifications, notifications.jobId),
    feedback: await rows(feedback, feedback.jobId),
    shares: await rows(shares, shares.jobId),
    deliveries: await rows(webhookDeliveries, webhookDeliveries.jobId),
  };
}

/**
 * Holds a file until the transaction ends: `key share` for who makes a job with it, `update` for who may delete it.
 *
 * What is looked up afterwards is as it is then. Throws `not_found` when it has just been deleted.
 */
export async function lockFile(tx: Tx, fileId: string, strength: 'key share' | 'update'): Promise<void> {
  const locked = await tx.select({ id: files.id }).from(files).where(eq(files.id, fileId)).for(strength);
  if (locked.length === 0) throw new AppError('not_found', `There is no file ${fileId}.`);
}

/**
 * Holds a job until the transaction ends, so that what refers to it can be inserted. Where its picture is held too, that
 * comes first, as in a removal. Throws `not_found` when the job has just been deleted.
 */
export async function holdJob(tx: Tx, jobId: string): Promise<void> {
  const held = await tx.select({ id: jobs.id }).from(jobs).where(eq(jobs.id, jobId)).for('key share');
  if (held.length === 0) throw new AppError('not_found', `There is no job ${jobId}.`);
}

/** Removes a picture's object and thumbnail; returns how many there were. */
export async function removeFileObjects(storage: Storage, file: File): Promise<number> {
  // A thumbnail that is just being made has its object before its row knows.
  const keys = [file.objectKey, file.thumbnailKey ?? objectKeys.thumbnail(file.id)];
  const found = (await Promise.all(keys.map((key) => storage.head(key)))).filter((facts) => facts !== null);
  await storage.remove(keys);
  return found.length;
}

/** Forgets the answers that tell of a thing which is being deleted; they hold its name, and its keys are free again. */
export async function forgetAnswers(tx: Tx, userId: string, id: string): Promise<void> {
  const { body } = idempotencyKeys;
  await tx.delete(idempotencyKeys).where(
    and(
      eq(idempotencyKeys.userId, userId),
      // Of the thing itself, or of what goes along with it: deliveries, shares.
      sql`${id}::text in (${body}->>'id', ${body}->>'jobId', ${body}->>'webhookId', ${body}#>>'{share,jobId}')`,
    ),
  );
}

async function removePrefix(storage: Storage, jobId: string): Promise<number> {
  const keys = await storage.list(objectKeys.job(jobId));
  if (keys.length > 0) await storage.remove(keys);
  return keys.length;
}

/** The checkpointer's rows; its thread is the job's id. */
async function removeCheckpoints(tx: Tx, jobId: string): Promise<number> {
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
