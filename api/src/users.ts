import type { Tx } from '@snaprun/core/database';
import { AppError } from '@snaprun/core/errors';
import { type User, users } from '@snaprun/core/schema/users';
import { eq } from 'drizzle-orm';
import type { Identity } from './auth/bearer.ts';

/** The person's row, made on first sight. */
export async function ensureUser(tx: Tx, identity: Identity): Promise<User> {
  const find = () => tx.select().from(users).where(eq(users.id, identity.userId));
  const [known] = await find();
  if (known !== undefined) return known;
  await tx.insert(users).values({ id: identity.userId, email: identity.email }).onConflictDoNothing();
  const [made] = await find();
  if (made === undefined)
    throw new AppError('unauthenticated', 'This account was just deleted. Sign in again.');
  return made;
}
