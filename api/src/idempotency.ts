import { createHash } from 'node:crypto';
import type { Tx } from '@snaprun/core/database';
import { AppError } from '@snaprun/core/errors';
import { idempotencyKeys } from '@snaprun/core/schema/account';
import { and, eq, lt } from 'drizzle-orm';

/** How long a key is remembered. */
const rememberedMs = 24 * 60 * 60 * 1000;

export interface Once {
  key: string;
  /** Method and path; with the body it says what "the same request" is. */
  route: string;
  body: unknown;
}

/**
 * Takes a key inside the transaction that does the work: returns null when it is new, or the answer it got before.
 *
 * A second request with the key waits for the first one's transaction. Throws a conflict when the request differs.
 */
export async function takeKey(
  tx: Tx,
  userId: string,
  once: Once,
): Promise<{ status: number; body: unknown } | null> {
  const requestSha256 = createHash('sha256')
    .update(`${once.route}\n${JSON.stringify(once.body)}`)
    .digest('hex');
  const mine = and(eq(idempotencyKeys.userId, userId), eq(idempotencyKeys.key, once.key));
  await tx
    .delete(idempotencyKeys)
    .where(and(mine, lt(idempotencyKeys.createdAt, new Date(Date.now() - rememberedMs))));
  const taken = await tx
    .insert(idempotencyKeys)
    .values({ userId, key: once.key, route: once.route, requestSha256 })
    .onConflictDoNothing()
    .returning({ key: idempotencyKeys.key });
  if (taken.length > 0) return null;
  const [known] = await tx.select().from(idempotencyKeys).where(mine);
  if (known === undefined || known.status === null)
    throw new AppError(
      'conflict',
      'The first request with this Idempotency-Key is still at work. Try again.',
    );
  if (known.requestSha256 !== requestSha256)
    throw new AppError(
      'conflict',
      known.route === once.route || known.route === null
        ? `This Idempotency-Key was used for ${once.route} at ${known.createdAt.toISOString()} with another body. Use a new key.`
        : `This Idempotency-Key was used for ${known.route} at ${known.createdAt.toISOString()}; this is ${once.route}. Use a new key.`,
    );
  return { status: known.status, body: known.body };
}

/** Keeps the answer of a key that `takeKey` found new; call it in the same transaction. */
export async function keepAnswer(
  tx: Tx,
  userId: string,
  key: string,
  status: number,
  body: unknown,
): Promise<void> {
  await tx
    .update(idempotencyKeys)
    .set({ status, body })
    .where(and(eq(idempotencyKeys.userId, userId), eq(idempotencyKeys.key, key)));
}

/**
 * Does what a request asks for, once for its key: a repeated request gets what was kept of the answer, which leaves out
 * what is shown once. Without a key it is simply done.
 */
export async function answerOnce<Answer>(
  tx: Tx,
  userId: string,
  once: Omit<Once, 'key'> & { key: string | undefined; status: number },
  make: () => Promise<{ answer: Answer; kept?: Answer }>,
): Promise<Answer> {
  const { key, status } = once;
  if (key === undefined) return (await make()).answer;
  const before = await takeKey(tx, userId, { ...once, key });
  if (before !== null) return before.body as Answer;
  const { answer, kept = answer } = await make();
  await keepAnswer(tx, userId, key, status, kept);
  return answer;
}
