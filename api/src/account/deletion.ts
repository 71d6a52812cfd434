import { requestCancel } from '@snaprun/core/cancel';
import type { Tx } from '@snaprun/core/database';
import { AppError } from '@snaprun/core/errors';
import { lookAgainAt } from '@snaprun/core/late-objects';
import { removeFileObjects } from '@snaprun/core/removal';
import {
  apiTokens,
  feedback,
  notifications,
  shares,
  webhookDeliveries,
  webhooks,
} from '@snaprun/core/schema/account';
import { files } from '@snaprun/core/schema/files';
import { jobs } from '@snaprun/core/schema/jobs';
import { usageDays } from '@snaprun/core/schema/limits';
import { users } from '@snaprun/core/schema/users';
import { and, count, eq, inArray, notExists, sql } from 'drizzle-orm';
import type { AppDeps } from '../deps.ts';
import { deleteJob } from '../job-deletion.ts';
import type { AccountDeletion } from '../shapes/me.ts';
import { rememberDeletion } from './remembered-deletion.ts';

type Deps = Pick<AppDeps, 'db' | 'storage' | 'removals' | 'hub' | 'timing'>;
type Gone = AccountDeletion['deleted'];

/** Jobs that are deleted at the same time; each holds a connection. */
const atOnce = 3;
const picturesAtOnce = 25;
/** What is counted job by job; the rest is counted before anything goes. */
const ofJobs = ['jobs', 'files', 'attempts', 'events', 'checkpoints', 'objects'] as const;

/**
 * Deletes everything of a person, for good: jobs first, one by one, with all they made, then pictures, then the person.
 *
 * It can break off anywhere and be asked for again; what went stays gone. Returns null when there is no such person.
 */
export async function deleteAccount(
  deps: Deps,
  userId: string,
  signal: AbortSignal,
): Promise<AccountDeletion | null> {
  const deleted = await countRows(deps.db, userId);
  if (deleted === null) return null;
  for (;;) {
    await deleteJobs(deps, userId, deleted, signal);
    while (await deps.removals.run(() => deletePictures(deps, userId, deleted)));
    const done = await deps.db.transaction(async (tx) => {
      // From here on nothing that refers to the person can be inserted; nothing slow happens under this lock.
      await tx.select({ id: users.id }).from(users).where(eq(users.id, userId)).for('update');
      for (const table of [jobs, files]) {
        const [left] = await tx.select({ n: count() }).from(table).where(eq(table.userId, userId));
        if (left !== undefined && left.n > 0) return false; // made meanwhile
      }
      await rememberDeletion(tx, userId);
      await tx.delete(users).where(eq(users.id, userId));
      return true;
    });
    if (done) return { deleted };
  }
}

/** Deletes some pictures that no job uses; false when there was none. */
async function deletePictures({ db, storage }: Deps, userId: string, gone: Gone): Promise<boolean> {
  return db.transaction(async (tx) => {
    const some = tx
      .select({ id: files.id })
      .from(files)
      .where(
        and(
          eq(files.userId, userId),
          eq(files.role, 'input'),
          notExists(tx.select({ one: sql`1` }).from(jobs).where(eq(jobs.fileId, files.id))),
        ),
      )
      .limit(picturesAtOnce)
      // Against a job that is just being made with one.
      .for('update');
    const pictures = await tx.delete(files).where(inArray(files.id, some)).returning();
    await lookAgainAt(
      tx,
      pictures.map(({ objectKey }) => objectKey),
    );
    // Inside the transaction: when the storage does not answer, the rows are still there to be deleted again.
    const objects = await Promise.all(pictures.map((picture) => removeFileObjects(storage, picture)));
    gone.objects += objects.reduce((sum, n) => sum + n, 0);
    gone.files += pictures.length;
    return pictures.length > 0;
  });
}

async function deleteJobs(deps: Deps, userId: string, gone: Gone, signal: AbortSignal): Promise<void> {
  const mine = eq(jobs.userId, userId);
  const active = await deps.db
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(mine, inArray(jobs.status, ['queued', 'running'])));
  // All are told to stop before any is waited for.
  for (const { id } of active) await requestCancel(deps.db, userId, id).catch(ignoreEnded);
  const waiting = await deps.db.select({ id: jobs.id }).from(jobs).where(mine);
  const lane = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const receipt = await deleteJob(deps, userId, next.id, signal).catch(ignoreEnded);
      if (!receipt) continue;
      for (const what of ofJobs) gone[what] += receipt.deleted[what];
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

/** Somebody else ended or deleted it first. */
function ignoreEnded(error: unknown): void {
  if (!(error instanceof AppError && (error.code === 'conflict' || error.code === 'not_found'))) throw error;
}

/** The receipt before anything went: what goes along with the person's row is counted now. */
async function countRows(tx: Tx, userId: string): Promise<Gone | null> {
  const [user] = await tx.select({ id: users.id }).from(users).where(eq(users.id, userId));
  if (user === undefined) return null;
  const rows = async (
    table:
      | typeof notifications
      | typeof feedback
      | typeof apiTokens
      | typeof webhooks
      | typeof shares
      | typeof usageDays,
  ) => {
    const [row] = await tx.select({ n: count() }).from(table).where(eq(table.userId, userId));
    return row?.n ?? 0;
  };
  const [sent] = await tx
    .select({ n: count() })
    .from(webhookDeliveries)
    .innerJoin(webhooks, eq(webhooks.id, webhookDeliveries.webhookId))
    .where(eq(webhooks.userId, userId));
  return {
    users: 1,
    ...{ jobs: 0, files: 0, attempts: 0, events: 0, checkpoints: 0, objects: 0 },
    notifications: await rows(notifications),
    feedback: await rows(feedback),
    tokens: await rows(apiTokens),
    webhooks: await rows(webhooks),
    deliveries: sent?.n ?? 0,
    shares: await rows(shares),
    usageDays: await rows(usageDays),
  };
}
