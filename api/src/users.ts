import { createHash } from 'node:crypto';
import type { Tx } from '@snaprun/core/database';
import { AppError } from '@snaprun/core/errors';
import { deletedUsers, type User, users } from '@snaprun/core/schema/users';
import { and, eq, gte } from 'drizzle-orm';
import type { Identity } from './auth/bearer.ts';

/** The person's row, made on first sight; a session that is older than the account's deletion is refused. */
export async function ensureUser(tx: Tx, identity: Identity): Promise<User> {
  const { userId: id, email, issuedAt } = identity;
  const find = () => tx.select().from(users).where(eq(users.id, id));
  const [known] = await find();
  if (known !== undefined) return known;
  const wasDeleted = await tx
    .select({ at: deletedUsers.deletedAt })
    .from(deletedUsers)
    .where(and(eq(deletedUsers.sha256, userHash(id)), gte(deletedUsers.deletedAt, issuedAt)));
  if (wasDeleted.length === 0) {
    await tx.insert(users).values({ id, email }).onConflictDoNothing();
    const [made] = await find();
    if (made !== undefined) return made;
  }
  throw accountGone();
}

export function accountGone(): AppError {
  return new AppError('unauthenticated', 'This account was deleted. Sign in again to begin a new one.');
}

/** What is kept of a deleted person's id. */
export function userHash(userId: string): string {
  return createHash('sha256').update(userId).digest('hex');
}
