import { createHash, randomBytes } from 'node:crypto';
import type { Tx } from '@snaprun/core/database';
import { AppError } from '@snaprun/core/errors';
import { newId } from '@snaprun/core/ids';
import { isFinal } from '@snaprun/core/job-states';
import { getJob } from '@snaprun/core/jobs';
import { holdJob } from '@snaprun/core/removal';
import { shares } from '@snaprun/core/schema/account';
import { jobs } from '@snaprun/core/schema/jobs';
import { and, count, desc, eq, gt, sql } from 'drizzle-orm';
import type { AppDeps } from './deps.ts';
import { keepAnswer, takeKey } from './idempotency.ts';
import type { MadeShare, NewShare, Share } from './shapes/share.ts';

/** More links to one result than anybody can keep an eye on. */
const maxShares = 20;

/**
 * Makes a link that shows the result of a job that has ended to whoever has it. The token is in this answer only, only its
 * hash is kept; a repeated request gets the share without the link.
 */
export function createShare(
  { db, webOrigins }: Pick<AppDeps, 'db' | 'webOrigins'>,
  userId: string,
  jobId: string,
  wanted: NewShare,
  idempotencyKey?: string,
): Promise<MadeShare> {
  return db.transaction(async (tx) => {
    const once = { key: idempotencyKey ?? '', route: `POST /v1/jobs/${jobId}/shares`, body: wanted };
    const before = idempotencyKey === undefined ? null : await takeKey(tx, userId, once);
    if (before !== null) return before.body as MadeShare;
    const job = await getJob(tx, userId, jobId);
    if (!isFinal(job.status))
      throw new AppError('conflict', `Job ${jobId} is still ${job.status}: there is no result to share yet.`);
    await holdJob(tx, jobId);
    // Two requests at once are counted one after the other.
    await tx.select({ one: sql`1` }).from(jobs).where(eq(jobs.id, jobId)).for('no key update');
    const [has] = await tx.select({ n: count() }).from(shares).where(living(jobId));
    if (has !== undefined && has.n >= maxShares)
      throw new AppError('conflict', `This job has ${has.n} links, which is the limit. End one first.`);
    const token = randomBytes(24).toString('base64url');
    const [row] = await tx
      .insert(shares)
      .values({
        ...{ id: newId('share'), userId, jobId, sha256: hashOf(token) },
        expiresAt: sql`least(now() + make_interval(days => ${wanted.expiresInDays}::int), ${job.expiresAt.toISOString()}::timestamptz)`,
      })
      .returning();
    if (row === undefined) throw new Error('The insert returned no row.');
    const share = presentShare(row);
    if (idempotencyKey !== undefined) await keepAnswer(tx, userId, idempotencyKey, 201, { share, url: null });
    return { share, url: `${webOrigins[0] ?? ''}/s/${token}` };
  });
}

/** The links to a job that still show it, newest first. */
export async function listShares(tx: Tx, userId: string, jobId: string): Promise<Share[]> {
  await getJob(tx, userId, jobId);
  const rows = await tx
    .select()
    .from(shares)
    .where(living(jobId))
    .orderBy(desc(shares.createdAt), desc(shares.id));
  return rows.map(presentShare);
}

/** Ends a link at once. */
export async function deleteShare(tx: Tx, userId: string, shareId: string): Promise<void> {
  const gone = await tx
    .delete(shares)
    .where(and(eq(shares.id, shareId), eq(shares.userId, userId)))
    .returning({ id: shares.id });
  if (gone.length === 0) throw new AppError('not_found', `There is no share ${shareId}.`);
}

/** Whose job a token shows, and until when; throws `not_found` when the link has ended or never was. */
export async function findShare(
  tx: Tx,
  token: string,
): Promise<{ userId: string; jobId: string; expiresAt: Date }> {
  const { userId, jobId, expiresAt } = shares;
  const [found] = await tx
    .select({ userId, jobId, expiresAt })
    .from(shares)
    .where(and(eq(shares.sha256, hashOf(token)), gt(shares.expiresAt, sql`now()`)));
  if (found === undefined)
    throw new AppError('not_found', 'This link shows nothing any more: it has ended, or it never was one.');
  return found;
}

function living(jobId: string) {
  return and(eq(shares.jobId, jobId), gt(shares.expiresAt, sql`now()`));
}

function presentShare({ id, expiresAt, createdAt }: typeof shares.$inferSelect): Share {
  return { id, expiresAt: expiresAt.toISOString(), createdAt: createdAt.toISOString() };
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
