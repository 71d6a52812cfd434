import type { Tx } from '@snaprun/core/database';
import { AppError } from '@snaprun/core/errors';
import { files } from '@snaprun/core/schema/files';
import { jobs } from '@snaprun/core/schema/jobs';
import { intake, usageDays } from '@snaprun/core/schema/limits';
import { users } from '@snaprun/core/schema/users';
import { today } from '@snaprun/core/usage';
import { and, count, eq, inArray, sql, sum } from 'drizzle-orm';
import type { AppDeps } from '../deps.ts';
import { beyond, limitsOf } from './limits.ts';

type Deps = Pick<AppDeps, 'limits'>;

const pausedRetryS = 60;

/**
 * Lets a person make one more job, or throws; call it in the transaction that inserts the job, before it does.
 *
 * It holds the person's row, so that however many processes ask at once, one is counted after the other.
 */
export async function admitJob(tx: Tx, deps: Deps, userId: string): Promise<void> {
  await refuseWhilePaused(tx);
  await holdUser(tx, userId);
  const limits = await limitsOf(tx, deps.limits, userId);
  const active = await countActiveJobs(tx, userId);
  if (active >= limits.activeJobs)
    throw beyond(
      'activeJobs',
      limits.activeJobs,
      active,
      `${active} of your jobs are waiting or at work; your limit is ${limits.activeJobs}. Wait until one ends, or cancel one.`,
    );
  const { jobs: made, secondsLeft } = await countJobsToday(tx, userId);
  if (made >= limits.jobsPerDay)
    throw beyond(
      'jobsPerDay',
      limits.jobsPerDay,
      made,
      `You have started ${made} jobs today; your limit is ${limits.jobsPerDay} a day. The next day begins at 00:00 UTC.`,
      secondsLeft,
    );
  await refuseBytes(tx, userId, limits.storedBytes, 0);
}

/** Lets a person announce an upload of this size, or throws; call it in the transaction that inserts the file. */
export async function admitBytes(tx: Tx, deps: Deps, userId: string, bytes: number): Promise<void> {
  await holdUser(tx, userId);
  const { storedBytes } = await limitsOf(tx, deps.limits, userId);
  await refuseBytes(tx, userId, storedBytes, bytes);
}

export async function countActiveJobs(tx: Tx, userId: string): Promise<number> {
  const [row] = await tx
    .select({ n: count() })
    .from(jobs)
    .where(and(eq(jobs.userId, userId), inArray(jobs.status, ['queued', 'running'])));
  return row?.n ?? 0;
}

/** Jobs started since midnight UTC, deleted ones included, and how long the day still is. */
export async function countJobsToday(tx: Tx, userId: string): Promise<{ jobs: number; secondsLeft: number }> {
  const [row] = await tx
    .select({ jobs: usageDays.jobs })
    .from(usageDays)
    .where(and(eq(usageDays.userId, userId), eq(usageDays.day, today)));
  const dayMs = 24 * 60 * 60 * 1000;
  return { jobs: row?.jobs ?? 0, secondsLeft: Math.ceil((dayMs - (Date.now() % dayMs)) / 1000) };
}

/** Pictures and artifacts, uploads that are still open included. */
export async function countStoredBytes(tx: Tx, userId: string): Promise<number> {
  const [row] = await tx
    .select({ bytes: sum(files.bytes) })
    .from(files)
    .where(and(eq(files.userId, userId), inArray(files.state, ['pending', 'ready'])));
  return Number(row?.bytes ?? 0);
}

async function refuseBytes(tx: Tx, userId: string, limit: number, more: number): Promise<void> {
  const used = await countStoredBytes(tx, userId);
  if (used + more <= limit) return;
  const [has, wants, may] = [used, more, limit].map((bytes) => bytes.toLocaleString('en-US'));
  const what =
    more > 0
      ? `${has} bytes of yours are stored and this file has ${wants}`
      : `${has} bytes of yours are stored`;
  throw beyond(
    'storedBytes',
    limit,
    used,
    `${what}; your limit is ${may}. Delete jobs or pictures that you no longer need.`,
  );
}

/** Refuses new jobs while an admin has paused the intake; running ones finish. */
async function refuseWhilePaused(tx: Tx): Promise<void> {
  const [state] = await tx.select().from(intake).where(eq(intake.paused, true));
  if (state === undefined) return;
  const why = state.reason === null ? '' : ` ${state.reason.replace(/[.\s]*$/, '.')}`;
  throw new AppError(
    'unavailable',
    `No new jobs are taken at present; those that are waiting or at work go on.${why} Try again later.`,
    { details: { retryAfterS: pausedRetryS } },
  );
}

/** Not `for update`: rows that refer to the person are inserted at the same time. */
async function holdUser(tx: Tx, userId: string): Promise<void> {
  await tx.select({ one: sql`1` }).from(users).where(eq(users.id, userId)).for('no key update');
}
