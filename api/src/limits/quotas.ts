import type { Tx } from '@snaprun/core/database';
import { AppError } from '@snaprun/core/errors';
import { quotas } from '@snaprun/core/schema/limits';
import { users } from '@snaprun/core/schema/users';
import { eq, sql } from 'drizzle-orm';
import type { AppDeps } from '../deps.ts';
import type { QuotaChange, UserQuotas } from '../shapes/usage.ts';
import { countAll } from './admission.ts';

type Deps = Pick<AppDeps, 'db' | 'limits'>;

/** What an admin has set for a person, and what holds for them. */
export async function quotasOf(deps: Deps, userId: string): Promise<UserQuotas> {
  const { db } = deps;
  await findUser(db, userId);
  const [own] = await db.select().from(quotas).where(eq(quotas.userId, userId));
  return {
    userId,
    quotas: {
      activeJobs: own?.activeJobs ?? null,
      jobsPerDay: own?.jobsPerDay ?? null,
      storedBytes: own?.storedBytes ?? null,
      requestsPerMinute: own?.requestsPerMinute ?? null,
    },
    limits: (await countAll(db, deps, userId)).limits,
    changedBy: own?.changedBy ?? null,
    changedAt: own?.changedAt.toISOString() ?? null,
  };
}

/** Sets a person's quotas; what the change does not name stays. It holds from their next request on. */
export async function setQuotas(
  deps: Deps,
  adminId: string,
  userId: string,
  change: QuotaChange,
): Promise<UserQuotas> {
  await findUser(deps.db, userId);
  const row = { ...change, changedBy: adminId, changedAt: sql`now()` };
  await deps.db
    .insert(quotas)
    .values({ userId, ...row })
    .onConflictDoUpdate({ target: quotas.userId, set: row });
  return quotasOf(deps, userId);
}

async function findUser(tx: Tx, userId: string): Promise<void> {
  const [user] = await tx.select({ id: users.id }).from(users).where(eq(users.id, userId));
  if (user === undefined)
    throw new AppError('not_found', 'There is no such person; they may never have signed in.');
}
