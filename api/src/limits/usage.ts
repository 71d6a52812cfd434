import type { Tx } from '@snaprun/core/database';
import { usageDays } from '@snaprun/core/schema/limits';
import { today } from '@snaprun/core/usage';
import { and, desc, eq, gt, sql } from 'drizzle-orm';
import type { AppDeps } from '../deps.ts';
import type { Usage } from '../shapes/usage.ts';
import { countAll } from './admission.ts';
import type { Rate } from './request-rate.ts';

/** A person's limits, how far each is used, and what they used in the last 30 days. */
export async function usageOf(
  deps: Pick<AppDeps, 'db' | 'limits'>,
  userId: string,
  rate: Rate,
): Promise<Usage> {
  const [{ limits, used, secondsLeft }, rows] = await Promise.all([
    countAll(deps.db, deps, userId),
    daysOf(deps.db, userId),
  ]);
  const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
  const days = rows.map(({ isToday: _, ...day }) => day);
  return {
    limits: {
      activeJobs: { limit: limits.activeJobs, used: used.activeJobs },
      jobsPerDay: { limit: limits.jobsPerDay, used: used.jobsPerDay, resetsAt: inSeconds(secondsLeft) },
      storedBytes: { limit: limits.storedBytes, used: used.storedBytes },
      requestsPerMinute: { limit: rate.limit, used: rate.used, resetsAt: inSeconds(rate.resetS) },
    },
    today: total(rows.filter(({ isToday }) => isToday)),
    last30Days: total(rows),
    days,
  };
}

async function daysOf(tx: Tx, userId: string) {
  const { day, jobs, modelCalls, tokensIn, tokensOut, modelMs, sandboxMs } = usageDays;
  return tx
    .select({
      ...{ day, jobs, modelCalls, tokensIn, tokensOut, modelMs, sandboxMs },
      isToday: sql<boolean>`${day} = ${today}`,
    })
    .from(usageDays)
    .where(and(eq(usageDays.userId, userId), gt(day, sql`${today} - 30`)))
    .orderBy(desc(day));
}

function total(days: readonly Usage['today'][]): Usage['today'] {
  const sum = { jobs: 0, modelCalls: 0, tokensIn: 0, tokensOut: 0, modelMs: 0, sandboxMs: 0 };
  for (const day of days) for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += day[key];
  return sum;
}
