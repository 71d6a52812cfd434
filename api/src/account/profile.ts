import type { Db } from '@snaprun/core/database';
import { AppError } from '@snaprun/core/errors';
import { jobs } from '@snaprun/core/schema/jobs';
import { type User, users } from '@snaprun/core/schema/users';
import { eq, sql } from 'drizzle-orm';
import type { AppDeps } from '../deps.ts';
import type { Me, MeChange } from '../shapes/me.ts';

export function presentMe(user: User, { adminUserIds }: Pick<AppDeps, 'adminUserIds'>): Me {
  const { id, email, name, retentionDays, notify, createdAt } = user;
  const isAdmin = adminUserIds.includes(id);
  return { ...{ id, email, name, retentionDays, notify, isAdmin }, createdAt: createdAt.toISOString() };
}

/**
 * Changes what a person may choose. A new retention holds for the jobs they have, too; none of them goes within a
 * day, so that a slip can be put right.
 */
export async function changeMe(db: Db, userId: string, change: MeChange): Promise<User> {
  return db.transaction(async (tx) => {
    const named = Object.values(change).some((value) => value !== undefined);
    const [user] = named
      ? await tx.update(users).set(change).where(eq(users.id, userId)).returning()
      : await tx.select().from(users).where(eq(users.id, userId));
    if (user === undefined) throw new AppError('unauthenticated', 'This account was just deleted.');
    if (change.retentionDays !== undefined)
      await tx
        .update(jobs)
        .set({
          expiresAt: sql`greatest(${jobs.queuedAt} + make_interval(days => ${change.retentionDays}::int), least(${jobs.expiresAt}, now() + interval '1 day'))`,
        })
        .where(eq(jobs.userId, userId));
    return user;
  });
}
