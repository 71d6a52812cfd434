import type { Tx } from '@snaprun/core/database';
import { AppError } from '@snaprun/core/errors';
import { quotas } from '@snaprun/core/schema/limits';
import { eq } from 'drizzle-orm';
import type { LimitName } from '../shapes/problem.ts';

/** How much of each a person may use. */
export type Limits = Record<LimitName, number>;

/** What holds for a person: the defaults, save where an admin has set a quota. */
export async function limitsOf(tx: Tx, defaults: Limits, userId: string): Promise<Limits> {
  const [own] = await tx.select().from(quotas).where(eq(quotas.userId, userId));
  if (own === undefined) return defaults;
  return {
    activeJobs: own.activeJobs ?? defaults.activeJobs,
    jobsPerDay: own.jobsPerDay ?? defaults.jobsPerDay,
    storedBytes: own.storedBytes ?? defaults.storedBytes,
    requestsPerMinute: own.requestsPerMinute ?? defaults.requestsPerMinute,
  };
}

/** The refusal of what would go beyond a limit; with `retryAfterS` it is a matter of time (429), else of tidying up (409). */
export function beyond(
  name: LimitName,
  limit: number,
  used: number,
  sentence: string,
  retryAfterS?: number,
): AppError {
  const quota = { name, limit, used };
  return retryAfterS === undefined
    ? new AppError('quota_exceeded', sentence, { details: { quota } })
    : new AppError('rate_limited', sentence, { details: { quota, retryAfterS } });
}
