import { createHash } from 'node:crypto';
import { asc, eq, sql } from 'drizzle-orm';
import type { Tx } from './database.ts';
import { eventsChannel } from './events.ts';
import { objectKeys } from './object-keys.ts';
import { enqueue } from './queue.ts';
import { attempts } from './schema/attempts.ts';
import { files } from './schema/files.ts';
import type { Job } from './schema/jobs.ts';

/** Raised when bundles are made otherwise: those that lie in the store are then made anew. */
const bundleFormat = 2;

/**
 * Where the bundle of an ended job lies once it is built: the key is drawn from all it tells of, so that a job which has
 * changed since has another place. There is no row: a bundle is there when its object is.
 */
export async function bundleKey(tx: Tx, job: Job): Promise<string> {
  const tried = await tx
    .select({
      id: attempts.id,
      said: sql<string>`md5(concat_ws('|', ${attempts.code}, ${attempts.critic}::text, ${attempts.execution}::text))`,
    })
    .from(attempts)
    .where(eq(attempts.jobId, job.id))
    .orderBy(asc(attempts.n));
  const stored = await tx
    .select({ id: files.id, name: files.name, sha256: files.sha256 })
    .from(files)
    .where(eq(files.jobId, job.id))
    .orderBy(asc(files.id));
  const { name, instruction, fileId, outcome, summary, error, fidelity, attemptId, receipt } = job;
  const told = { name, instruction, fileId, outcome, summary, error, fidelity, attemptId, receipt };
  const fingerprint = createHash('sha256').update(JSON.stringify([bundleFormat, told, tried, stored]));
  return objectKeys.bundle(job.id, fingerprint.digest('hex').slice(0, 32));
}

/** Has a worker build a job's bundle; those of one person are built one after the other. */
export async function requestBundle(tx: Tx, { id, userId }: Pick<Job, 'id' | 'userId'>): Promise<void> {
  // Names of queues are kept for ever: a few thousand, and no id among them.
  const queue = `bundles-${createHash('sha256').update(userId).digest('hex').slice(0, 3)}`;
  await enqueue(tx, 'build-bundle', { jobId: id }, { key: `build-bundle:${id}`, queue });
}

/** Tells whoever waits for a job's bundle that it is there. */
export async function announceBundle(tx: Tx, { id, userId }: Pick<Job, 'id' | 'userId'>): Promise<void> {
  await tx.execute(sql`select pg_notify(${eventsChannel}::text, ${`${userId} ${id} 0`}::text)`);
}
