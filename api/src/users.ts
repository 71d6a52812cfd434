import type { Tx } from '@snaprun/core/database';
import { AppError } from '@snaprun/core/errors';
import { type User, users } from '@snaprun/core/schema/users';
import { eq } from 'drizzle-orm';
import { findDeletion, restoreLimits } from './account/remembered-deletion.ts';
import type { Identity } from './auth/bearer.ts';

/** The person's row, made on first sight; a session that is older than the account's deletion is refused. */
export async function ensureUser(tx: Tx, { userId: id, email, signedInAt }: Identity): Promise<User> {
  const find = async () => (await tx.select().from(users).where(eq(users.id, id)))[0];
  const known = await find();
  if (known !== undefined) return known;
  const deletion = await findDeletion(tx, id);
  if (deletion !== null && deletion.deletedAt >= signedInAt) throw accountGone();
  await tx.transaction(async (inner) => {
    const made = await inner
      .insert(users)
      .values({ id, email })
      .onConflictDoNothing()
      .returning({ id: users.id });
    if (made.length > 0 && deletion?.kept) await restoreLimits(inner, id, deletion.kept);
  });
  const made = await find();
  if (made === undefined) throw accountGone();
  return made;
}

export function accountGone(): AppError {
  return new AppError('unauthenticated', 'This account was deleted. Sign in again to begin a new one.');
}
