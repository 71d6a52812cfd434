import type { Tx } from '@snaprun/core/database';
import { AppError } from '@snaprun/core/errors';
import { files } from '@snaprun/core/schema/files';
import { jobs } from '@snaprun/core/schema/jobs';
import { intake, quotas, usageDays } from '@snaprun/core/schema/limits';
import { users } from '@snaprun/core/schema/users';
import { today } from '@snaprun/core/usage';
import { eq, sql } from 'drizzle-orm';
import type { AppDeps } from '../deps.ts';
import type { LimitName } from '../shapes/problem.ts';
import { accountGone } from '../users.ts';
import { beyond, type Limits } from './limits.ts';

type Deps = Pick<AppDeps, 'limits'>;

const pausedRetryS = 60;

/**
 * Lets a person make one more job, or throws; call it in the transaction that inserts the job, before it does.
 *
 * It holds the person's row, so that however many processes ask at once, one is counted after the other.
 */
export async function admitJob(tx: Tx, deps: Deps, userId: string): Promise<void> {
  await holdUser(tx, userId);
  const { used, limits, pausedBecause, secondsLeft } = await countAll(tx, deps, userId);
  if (pausedBecause !== null) throw intakePaused(pausedBecause);
  if (used.activeJobs >= limits.activeJobs)
    throw beyond(
      'activeJobs',
      limits.activeJobs,
      used.activeJobs,
      `${used.activeJobs} of your jobs are waiting or at work; your limit is ${limits.activeJobs}. Wait until one ends, or cancel one.`,
    );
  if (used.jobsPerDay >= limits.jobsPerDay)
    throw beyond(
      'jobsPerDay',
      limits.jobsPerDay,
      used.jobsPerDay,
      `You have started ${used.jobsPerDay} jobs today; your limit is ${limits.jobsPerDay} a day. The next day begins at 00:00 UTC.`,
      secondsLeft,
    );
  refuseBytes(used.storedBytes, limits.storedBytes, 0);
}

/** Lets a person announce an upload of this size, or throws; call it in the transaction that inserts the file. */
export async function admitBytes(tx: Tx, deps: Deps, userId: string, bytes: number): Promise<void> {
  await holdUser(tx, userId);
  const { used, limits } = await countAll(tx, deps, userId);
  refuseBytes(used.storedBytes, limits.storedBytes, bytes);
}

export interface Counted {
  /** What holds for the person: the defaults, save where an admin has set a quota. */
  limits: Limits;
  used: Record<Exclude<LimitName, 'requestsPerMinute'>, number>;
  /** Until the day ends. */
  secondsLeft: number;
  /** Null while new jobs are taken. */
  pausedBecause: string | null;
}

/**
 * A person's limits and how far they are used, in one statement. Jobs of a day are those started since midnight UTC,
 * deleted ones included; bytes are pictures and artifacts, with uploads that are still open.
 */
export async function countAll(tx: Tx, { limits: usual }: Deps, userId: string): Promise<Counted> {
  const [row] = await tx.execute<{
    active: number;
    started: number;
    bytes: string;
    active_jobs: number | null;
    jobs_per_day: number | null;
    stored_bytes: string | null;
    requests_per_minute: number | null;
    seconds_left: number;
    paused_because: string | null;
  }>(sql`
    select
      (select count(*)::int from ${jobs} where user_id = me.id and status in ('queued', 'running')) as active,
      coalesce((select jobs from ${usageDays} where user_id = me.id and day = ${today}), 0) as started,
      (select coalesce(sum(bytes), 0) from ${files} where user_id = me.id and state in ('pending', 'ready')) as bytes,
      q.active_jobs, q.jobs_per_day, q.stored_bytes, q.requests_per_minute,
      ceil(extract(epoch from (${today} + 1)::timestamp - now() at time zone 'utc'))::int as seconds_left,
      (select coalesce(reason, '') from ${intake} where paused) as paused_because
    from (select ${userId}::text as id) me left join ${quotas} q on q.user_id = me.id`);
  if (row === undefined) throw new Error('The count returned no row.');
  return {
    limits: {
      activeJobs: row.active_jobs ?? usual.activeJobs,
      jobsPerDay: row.jobs_per_day ?? usual.jobsPerDay,
      storedBytes: row.stored_bytes === null ? usual.storedBytes : Number(row.stored_bytes),
      requestsPerMinute: row.requests_per_minute ?? usual.requestsPerMinute,
    },
    used: { activeJobs: row.active, jobsPerDay: row.started, storedBytes: Number(row.bytes) },
    secondsLeft: row.seconds_left,
    pausedBecause: row.paused_because,
  };
}

function refuseBytes(used: number, limit: number, more: number): void {
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

function intakePaused(reason: string): AppError {
  const why = reason === '' ? '' : ` ${reason.replace(/[.\s]*$/, '.')}`;
  return new AppError(
    'unavailable',
    `No new jobs are taken at present; those that are waiting or at work go on.${why} Try again later.`,
    { details: { retryAfterS: pausedRetryS } },
  );
}

/** Not `for update`: rows that refer to the person are inserted at the same time. */
async function holdUser(tx: Tx, userId: string): Promise<void> {
  const held = await tx.select({ one: sql`1` }).from(users).where(eq(users.id, userId)).for('no key update');
  if (held.length === 0) throw accountGone();
}
