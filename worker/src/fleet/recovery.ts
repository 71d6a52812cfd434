import type { Database } from '@snaprun/core/database';
import { ClaimLost } from '@snaprun/core/job-states';
import { enqueueJob } from '@snaprun/core/jobs';
import type { Log } from '@snaprun/core/log';
import { type Job, jobs } from '@snaprun/core/schema/jobs';
import { and, eq, inArray, sql as sqlText } from 'drizzle-orm';
import type { WorkerUtils } from 'graphile-worker';
import { endJobRow } from '../agent/end-job.ts';
import { deadAfterMs } from './liveness.ts';
import { createLeftoverSweep } from './own-leftovers.ts';
import { repeat } from './repeat.ts';
import { requeue } from './requeue.ts';
import type { RunningJobs } from './running-jobs.ts';

/** A job on which this many workers died without a step finished in between is not given to another. */
export const maxCrashes = 2;

const sweepMs = 1_000;
/** Between seeing a lock free and believing it: the living take theirs again within milliseconds. */
const secondLookMs = 600;
/** So shortly after Postgres was away a free lock says nothing: the living may not be back yet. */
const settledAfterMs = 4_000;
/** Who seems dead this soon after Postgres was away is not held against a job: an outage costs nobody a try. */
const forgivenMs = 60_000;

export interface RecoveryOptions {
  database: Database;
  queue: Pick<WorkerUtils, 'forceUnlockWorkers' | 'completeJobs'>;
  running: Pick<RunningJobs, 'has'>;
  workerId: string;
  poolId: string;
  log: Log;
}

/** Has this worker look after the others: it takes the jobs of dead ones back into the queue. */
export function startRecovery(options: RecoveryOptions): { stop(): Promise<void> } {
  const sweep = createSweep(options);
  let isSuspicious = false;
  // Workers that started together need not sweep together.
  const pause = () => (isSuspicious ? secondLookMs : sweepMs * (0.8 + 0.4 * Math.random()));
  return repeat('the sweep for dead workers', pause, options.log, async () => {
    isSuspicious = false;
    isSuspicious = (await sweep()) > 0;
  });
}

/**
 * One sweep; returns how many it newly suspects. A worker is dead when its heartbeat is older than 15 s, or when its
 * lock is free at two sweeps in a row: a cut connection or a restarted Postgres frees locks for a moment, and the living
 * take them again.
 */
export function createSweep(options: RecoveryOptions): () => Promise<number> {
  const { database, workerId, poolId, log } = options;
  const { sql } = database;
  const sweepOwn = createLeftoverSweep(database, options.running, workerId, poolId);
  let suspects = new Set<string>();
  let awayAt = Number.NEGATIVE_INFINITY;
  return async () => {
    try {
      return await look();
    } catch (error) {
      awayAt = performance.now();
      throw error;
    }
  };

  async function look(): Promise<number> {
    const workers = await sql<{ id: string; silent: boolean; free: boolean }[]>`
      select id, heartbeat_at < now() - ${`${deadAfterMs} milliseconds`}::interval as silent,
        ${isFree(sql, sql`id`)} as free
      from workers where id <> ${workerId}`;
    const gone = await sql<{ id: string }[]>`
      select distinct worker_id as id from jobs
      where status = 'running' and worker_id <> ${workerId} and worker_id not in (select id from workers)`;
    const pools = await sql<{ id: string }[]>`
      select distinct locked_by as id from graphile_worker.jobs
      where locked_by is not null and locked_by <> ${poolId} and ${isFree(sql, sql`locked_by`)}`;

    const postgresMs = await postgresUpMs(sql);
    if (postgresMs === 0) awayAt = performance.now();
    const upMs = Math.min(performance.now() - awayAt, postgresMs);
    const isBack = upMs > settledAfterMs;
    // While Postgres was away, or only let itself be read, nobody could breathe.
    const canBreathe = upMs > deadAfterMs;
    const free = isBack ? [...workers.filter((worker) => worker.free), ...pools].map(({ id }) => id) : [];
    const dead = (id: string) => suspects.has(id);
    const deadWorkers = [
      ...workers.filter(
        ({ id, silent, free: isLockFree }) => (silent && canBreathe) || (isLockFree && dead(id)),
      ),
      ...gone,
    ].map(({ id }) => id);
    const isCounted = performance.now() - awayAt > forgivenMs;
    for (const id of deadWorkers) await buryWorker(options, id, isCounted);
    const deadPools = pools.map(({ id }) => id).filter(dead);
    if (deadPools.length > 0) {
      await options.queue.forceUnlockWorkers(deadPools);
      log.info('the queue was freed of dead workers', { pools: deadPools.length });
    }
    const fresh = free.filter((id) => !dead(id)).length;
    suspects = new Set(free);
    await sweepOwn();
    await endOverdue(options);
    return fresh;
  }
}

/** How long Postgres has been up and has taken writes; 0 while it takes none. */
async function postgresUpMs(sql: Database['sql']): Promise<number> {
  const [row] = await sql<{ ms: number }[]>`
    select case when current_setting('transaction_read_only') = 'on' then 0
      else (extract(epoch from now() - pg_postmaster_start_time()) * 1000)::float8 end as ms`;
  return row?.ms ?? 0;
}

function isFree(sql: Database['sql'], id: ReturnType<Database['sql']>) {
  return sql`not exists (
    select from pg_locks l where l.locktype = 'advisory' and l.granted
      and l.database = (select oid from pg_database where datname = current_database())
      and l.objsubid = 1
      and ((l.classid::bigint << 32) | l.objid::bigint) = hashtextextended(${id}::text, 0))`;
}

/** Its jobs go first and its row last, so that a sweeper who dies in between leaves the rest to the next. */
async function buryWorker(
  { database: { db, sql }, log }: RecoveryOptions,
  deadId: string,
  isCounted: boolean,
): Promise<void> {
  const orphans = await db
    .select()
    .from(jobs)
    .where(and(eq(jobs.workerId, deadId), eq(jobs.status, 'running')));
  for (const job of orphans) {
    try {
      await rescue(db, job, isCounted);
      log.info('a job of a dead worker was taken over', { jobId: job.id, deadId, crashes: job.crashes + 1 });
    } catch (error) {
      // Another worker was quicker, or the job ended.
      if (!(error instanceof ClaimLost)) throw error;
    }
  }
  await sql`delete from workers where id = ${deadId}`;
}

async function rescue(db: Database['db'], job: Job, isCounted: boolean): Promise<void> {
  if (job.cancelRequestedAt !== null) {
    await endJobRow(db, job, { to: 'cancelled' });
    return;
  }
  if (isCounted && job.crashes + 1 >= maxCrashes) {
    const message =
      'The worker died twice in the same step of this job, so it was not tried again. Start the job again, or report it.';
    await endJobRow(db, job, { to: 'failed', outcome: 'worker_crashed', message });
    return;
  }
  await requeue(db, job, { reason: 'The worker stopped; another one takes over.', crashed: isCounted });
}

/** Jobs that waited for a whole day end, queued ones that lost their task get one again, and voided tasks go. */
async function endOverdue({ database: { db, sql }, queue }: RecoveryOptions): Promise<void> {
  const overdue = await db
    .select()
    .from(jobs)
    .where(
      and(
        inArray(jobs.status, ['queued', 'running']),
        sqlText`${jobs.deadlineAt} < now() - interval '30 seconds'`,
      ),
    )
    .limit(50);
  for (const job of overdue) {
    const message = 'The job did not end within 24 hours. Start it again.';
    await endJobRow(db, job, { to: 'failed', outcome: 'deadline_exceeded', message }).catch((error) => {
      if (!(error instanceof ClaimLost)) throw error;
    });
  }
  const forgotten = await sql<{ id: string; turn: number }[]>`
    select id, turn from jobs where status = 'queued' and queued_at < now() - interval '10 seconds' and not exists (
      select from graphile_worker.jobs t
      where t.key = 'run-job:' || jobs.id and (t.locked_at is not null or t.attempts < t.max_attempts))
    limit 50`;
  for (const job of forgotten) await enqueueJob(db, job);
  // A job that was taken from a dead worker got a fresh task; the old one lost its key and will never run.
  const voided = await sql<{ id: string }[]>`
    select id from graphile_worker.jobs
    where task_identifier = 'run-job' and key is null and locked_at is null and attempts >= max_attempts limit 100`;
  if (voided.length > 0) await queue.completeJobs(voided.map(({ id }) => id));
}
