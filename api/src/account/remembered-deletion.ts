import { createHash } from 'node:crypto';
import type { Tx } from '@snaprun/core/database';
import { quotas, usageDays } from '@snaprun/core/schema/limits';
import { deletedUsers, type KeptLimits } from '@snaprun/core/schema/users';
import { today } from '@snaprun/core/usage';
import { and, eq, sql } from 'drizzle-orm';

/**
 * Remembers, by the hash of the id, that an account is deleted now, with the limits that are to hold for a new one: what
 * an admin has set, and how many jobs the person has had today. Call it before the person's row goes.
 */
export async function rememberDeletion(tx: Tx, userId: string): Promise<void> {
  const kept = await limitsOf(tx, userId);
  // Not the time at which the transaction began: sessions made meanwhile are to end, too.
  const deletedAt = sql`clock_timestamp()`;
  await tx
    .insert(deletedUsers)
    .values({ sha256: userHash(userId), deletedAt, kept })
    .onConflictDoUpdate({
      target: deletedUsers.sha256,
      set: { deletedAt, ...(kept === null ? {} : { kept }) },
    });
}

/** When the account was deleted and what is to hold for a new one; null when it was not, or long ago. */
export async function findDeletion(
  tx: Tx,
  userId: string,
): Promise<{ deletedAt: Date; kept: KeptLimits | null } | null> {
  const { deletedAt, kept, sha256 } = deletedUsers;
  const [found] = await tx
    .select({ deletedAt, kept })
    .from(deletedUsers)
    .where(eq(sha256, userHash(userId)));
  return found ?? null;
}

/** Has the limits hold for the new account; its row must be there. */
export async function restoreLimits(
  tx: Tx,
  userId: string,
  { quotas: own, used }: KeptLimits,
): Promise<void> {
  if (own)
    await tx
      .insert(quotas)
      .values({ userId, ...own })
      .onConflictDoNothing();
  if (used)
    await tx
      .insert(usageDays)
      .values({ userId, ...used })
      .onConflictDoNothing();
}

async function limitsOf(tx: Tx, userId: string): Promise<KeptLimits | null> {
  const { activeJobs, jobsPerDay, storedBytes, requestsPerMinute, changedBy } = quotas;
  const [own] = await tx
    .select({ activeJobs, jobsPerDay, storedBytes, requestsPerMinute, changedBy })
    .from(quotas)
    .where(eq(quotas.userId, userId));
  const { day, jobs } = usageDays;
  const [used] = await tx
    .select({ day, jobs })
    .from(usageDays)
    .where(and(eq(usageDays.userId, userId), eq(day, today)));
  return own || used ? { quotas: own ?? null, used: used ?? null } : null;
}

function userHash(userId: string): string {
  return createHash('sha256').update(userId).digest('hex');
}
