import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Tx } from './database.ts';
import { AppError } from './errors.ts';
import { appendEvent } from './events.ts';
import type { Fidelity } from './fidelity.ts';
import { newId } from './ids.ts';
import {
  allowedMoves,
  ClaimLost,
  type FailureOutcome,
  type JobStatus,
  type SuccessOutcome,
} from './job-states.ts';
import { enqueue } from './queue.ts';
import { emptyReceipt, type Receipt } from './receipt.ts';
import { type Job, type JobRelation, jobs } from './schema/jobs.ts';
import { users } from './schema/users.ts';
import { countJob, countWork } from './usage.ts';
import { announceJobEnd } from './webhooks.ts';

/** In any case a job ends a day after it was asked for, whatever it waited on. */
const deadlineMs = 24 * 60 * 60 * 1000;
const dayMs = 24 * 60 * 60 * 1000;

export interface NewJob {
  userId: string;
  fileId: string;
  name: string;
  instruction: string | null;
  parentId?: string | null;
  relation?: JobRelation | null;
  /** Left out, the job gets one of its own. */
  seed?: number;
}

/** Inserts a queued job, its first event and its task. Call it inside a transaction: all of it or nothing. */
export async function insertJob(tx: Tx, job: NewJob): Promise<Job> {
  const [owner] = await tx.select({ days: users.retentionDays }).from(users).where(eq(users.id, job.userId));
  if (owner === undefined) throw new AppError('not_found', 'There is no such user.');
  const now = Date.now();
  const [inserted] = await tx
    .insert(jobs)
    .values({
      ...job,
      id: newId('job'),
      seed: job.seed ?? newSeed(),
      status: 'queued',
      turn: nextTurn(job.userId, job.relation === 'retry'),
      receipt: emptyReceipt,
      queuedAt: new Date(now),
      deadlineAt: new Date(now + deadlineMs),
      expiresAt: new Date(now + owner.days * dayMs),
    })
    .returning();
  if (inserted === undefined) throw new Error('The insert returned no row.');
  await countJob(tx, job.userId);
  await appendEvent(tx, inserted.id, { type: 'job.queued', data: { instruction: job.instruction } });
  await enqueueJob(tx, inserted);
  return { ...inserted, eventSeq: 1 };
}

/** Gives a queued job its task, for now or a time to come; a second call replaces the first one's. */
export async function enqueueJob(
  tx: Tx,
  { id, turn }: Pick<Job, 'id' | 'turn'>,
  runAt?: Date,
): Promise<void> {
  await enqueue(tx, 'run-job', { jobId: id }, { key: `run-job:${id}`, priority: turn, runAt });
}

/** The queue holds priorities in 16 bits; beyond this a backlog is served in order. */
const lastTurn = 30_000;

/**
 * One after the person's last waiting job, and never before the turn that is being served: so each person's first
 * comes before anybody's second, and an old job is not overtaken for ever (start-time fair queueing, Goyal 1996).
 */
function nextTurn(userId: string, isRetry: boolean) {
  // Somebody waits for a first answer; who asks for the same again stands behind all who wait now, and no others.
  const others = isRetry ? sql`true` : sql`w.user_id = ${userId}`;
  return sql<number>`(select least(${lastTurn}::int, greatest(
    coalesce(min(w.turn), 0), coalesce(max(w.turn) filter (where ${others}) + 1, 0)
  )) from ${jobs} w where w.status = 'queued')`;
}

/** Any number that every model server takes as a seed and Postgres as an integer. */
export function newSeed(): number {
  const [number = 0] = crypto.getRandomValues(new Uint32Array(1));
  return number >>> 1;
}

/** The job if it is this person's; a stranger's job and a missing one are the same error. */
export async function getJob(tx: Tx, userId: string, jobId: string): Promise<Job> {
  const [job] = await tx
    .select()
    .from(jobs)
    .where(and(eq(jobs.id, jobId), eq(jobs.userId, userId)));
  if (job === undefined) throw new AppError('not_found', `There is no job ${jobId}.`);
  return job;
}

export type Move =
  | { to: 'running'; workerId: string }
  | { to: 'queued'; reason: string; crashed: boolean }
  | {
      to: 'succeeded';
      outcome: SuccessOutcome;
      /** The attempt that the outcome is about: the best, not always the last. */
      attemptId: string;
      summary: string;
      fidelity: Fidelity | null;
      receipt: Receipt;
    }
  | {
      to: 'failed';
      outcome: FailureOutcome;
      message: string;
      summary?: string | null;
      fidelity?: Fidelity | null;
      receipt?: Receipt;
    }
  | { to: 'cancelled'; receipt?: Receipt };

/**
 * The only way a job's status changes: compare-and-set along `allowedMoves`, with its event, in one transaction.
 *
 * `from.epoch` fences: a claim that was lost throws ClaimLost and changes nothing; so does a job that already ended.
 * Claiming and handing back raise the epoch. Returns the job as it is now.
 */
export async function transitionJob(
  tx: Tx,
  jobId: string,
  from: { epoch?: number },
  move: Move,
): Promise<Job> {
  const sources = (Object.keys(allowedMoves) as JobStatus[]).filter((status) =>
    (allowedMoves[status] as readonly JobStatus[]).includes(move.to),
  );
  return tx.transaction(async (inner) => {
    const [job] = await inner
      .update(jobs)
      .set(columnsOf(move))
      .where(
        and(
          eq(jobs.id, jobId),
          inArray(jobs.status, sources),
          from.epoch === undefined ? undefined : eq(jobs.epoch, from.epoch),
        ),
      )
      .returning();
    if (job === undefined) throw new ClaimLost(jobId);
    if (move.to !== 'running' && move.to !== 'queued') {
      await countWork(inner, job.userId, job.receipt);
      await announceJobEnd(inner, job, `job.${move.to}`);
    }
    const eventSeq = await appendEvent(inner, jobId, eventOf(move, job));
    return { ...job, eventSeq };
  });
}

function columnsOf(move: Move) {
  switch (move.to) {
    case 'running':
      return {
        status: 'running' as const,
        workerId: move.workerId,
        epoch: sql`${jobs.epoch} + 1`,
        startedAt: sql`coalesce(${jobs.startedAt}, now())`,
      };
    case 'queued':
      return {
        status: 'queued' as const,
        workerId: null,
        stage: null,
        epoch: sql`${jobs.epoch} + 1`,
        crashes: move.crashed ? sql`${jobs.crashes} + 1` : jobs.crashes,
      };
    case 'succeeded':
      return ended(move.to, move.outcome, move.receipt, {
        attemptId: move.attemptId,
        summary: move.summary,
        fidelity: move.fidelity,
      });
    case 'failed':
      return ended(move.to, move.outcome, move.receipt, {
        error: { code: move.outcome, message: move.message },
        summary: move.summary ?? null,
        fidelity: move.fidelity ?? null,
      });
    case 'cancelled':
      return ended(move.to, 'cancelled', move.receipt, {
        cancelRequestedAt: sql`coalesce(${jobs.cancelRequestedAt}, now())`,
      });
  }
}

function ended<S extends JobStatus, M extends object>(
  status: S,
  outcome: string,
  receipt: Receipt | undefined,
  more: M,
) {
  const columns = { status, outcome, stage: null, finishedAt: sql`now()`, ...more };
  return receipt === undefined ? columns : { ...columns, receipt };
}

function eventOf(move: Move, job: Job): Parameters<typeof appendEvent>[2] {
  switch (move.to) {
    case 'running':
      return { type: 'job.started', data: { workerId: move.workerId, epoch: job.epoch } };
    case 'queued':
      return { type: 'job.moved', data: { reason: move.reason } };
    case 'succeeded':
      return {
        type: 'job.succeeded',
        data: {
          outcome: move.outcome,
          attemptId: move.attemptId,
          summary: move.summary,
          receipt: job.receipt,
        },
      };
    case 'failed':
      return {
        type: 'job.failed',
        data: {
          outcome: move.outcome,
          error: { code: move.outcome, message: move.message },
          summary: move.summary ?? null,
          receipt: job.receipt,
        },
      };
    case 'cancelled':
      return { type: 'job.cancelled', data: { outcome: 'cancelled', receipt: job.receipt } };
  }
}
