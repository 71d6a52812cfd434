import type { Db } from '@snaprun/core/database';
import { objectKeys } from '@snaprun/core/object-keys';
import { files } from '@snaprun/core/schema/files';
import { jobs } from '@snaprun/core/schema/jobs';
import type { Storage } from '@snaprun/core/storage';
import { and, eq, inArray, lt, notExists, sql } from 'drizzle-orm';

/** Links for uploads live five minutes; who has put a picture there may still take a day to start a job with it. */
const unusedFor = sql`interval '24 hours'`;
const atOnce = 100;

/**
 * Removes uploads that were announced a day ago and are neither finished nor used, refused ones included, with their
 * objects; returns how many. They count as stored bytes of their person until then.
 */
export async function sweepUploads(db: Db, storage: Storage, signal?: AbortSignal): Promise<number> {
  let swept = 0;
  for (;;) {
    const removed = await db.transaction(async (tx) => {
      const idle = tx
        .select({ id: files.id })
        .from(files)
        .where(
          and(
            eq(files.role, 'input'),
            inArray(files.state, ['pending', 'rejected']),
            lt(files.createdAt, sql`now() - ${unusedFor}`),
            notExists(tx.select({ one: sql`1` }).from(jobs).where(eq(jobs.fileId, files.id))),
          ),
        )
        .limit(atOnce)
        // One that a job is just being made with is left to the next sweep; two workers share the rest.
        .for('update', { skipLocked: true });
      const gone = await tx.delete(files).where(inArray(files.id, idle)).returning();
      // Inside the transaction: when the storage does not answer, the rows are still there to be swept again.
      if (gone.length > 0)
        await storage.remove(
          gone.flatMap(({ id, objectKey }) => [objectKey, objectKeys.thumbnail(id)]),
          signal,
        );
      return gone.length;
    });
    swept += removed;
    if (removed < atOnce || signal?.aborted) return swept;
  }
}
