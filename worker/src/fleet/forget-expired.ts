import type { Db } from '@snaprun/core/database';
import { idempotencyKeys } from '@snaprun/core/schema/account';
import { deletedUsers } from '@snaprun/core/schema/users';
import { and, lt, or, sql } from 'drizzle-orm';

/**
 * Forgets answers of idempotency keys after a day, and deleted accounts after a week, when no session of theirs can be
 * alive; after three months where an admin had limited one. Returns how many of each went.
 */
export async function forgetExpired(db: Db): Promise<{ keys: number; accounts: number }> {
  const keys = await db
    .delete(idempotencyKeys)
    .where(lt(idempotencyKeys.createdAt, sql`now() - interval '24 hours'`))
    .returning({ key: idempotencyKeys.key });
  const accounts = await db
    .delete(deletedUsers)
    .where(
      or(
        and(
          lt(deletedUsers.deletedAt, sql`now() - interval '7 days'`),
          sql`${deletedUsers.kept}->>'quotas' is null`,
        ),
        lt(deletedUsers.deletedAt, sql`now() - interval '90 days'`),
      ),
    )
    .returning({ sha256: deletedUsers.sha256 });
  return { keys: keys.length, accounts: accounts.length };
}
