import type { BaseCheckpointSaver } from '@langchain/langgraph';
import { ClaimLost, isFinal } from '@snaprun/core/job-states';
import { transitionJob } from '@snaprun/core/jobs';
import { type File, files } from '@snaprun/core/schema/files';
import { jobEvents } from '@snaprun/core/schema/job-events';
import { type Job, jobs } from '@snaprun/core/schema/jobs';
import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import type { AgentDeps } from '../agent/agent-run.ts';
import { endJob, endJobRow } from '../agent/end-job.ts';
import { createMeter, type Meter } from '../agent/meter.ts';
import { SandboxTrouble } from '../agent/nodes/run.ts';
import { runAgent } from '../agent/run-agent.ts';
import { type StopReason, stopReasonOf } from '../agent/stop-reason.ts';
import { reach } from '../failpoints.ts';
import { causesOf, outageOf } from '../fleet/outage.ts';
import { requeue } from '../fleet/requeue.ts';
import type { RunningJobs } from '../fleet/running-jobs.ts';
import { inJobSpan, type SpanFacts } from '../telemetry/in-span.ts';
import { forgetWork } from './forget-work.ts';
import { answered } from './once-heard.ts';
import { pauseOf } from './outage-pause.ts';
import { onOwnClock } from './own-clock.ts';
import { withoutParameters } from './without-parameters.ts';

/** With the queue's growing pauses seven tries take about ten minutes: longer than a restart of anything of ours. */
export const maxTries = 7;

export interface RunJobDeps extends AgentDeps {
  checkpointer: BaseCheckpointSaver;
  running: RunningJobs;
  workerId: string;
}

/**
 * Works on a job until it ends, is handed over, or is somebody else's. Throws for trouble of ours, which the queue
 * tries again; after `maxTries` the job fails honestly.
 */
export function runJob(deps: RunJobDeps, jobId: string, tries: number): Promise<void> {
  return inJobSpan(jobId, { 'snaprun.job.tries': tries }, (note) => runClaim(deps, jobId, tries, note));
}

async function runClaim(
  deps: RunJobDeps,
  jobId: string,
  tries: number,
  note: (facts: SpanFacts) => void,
): Promise<void> {
  const found = await claimable(deps, jobId);
  if (found === null) return;
  await deps.running.track(jobId, async (stop) => {
    const job = await claim(deps, found);
    if (job === null) return;
    reach('after-claim');
    const meter = createMeter(job.receipt);
    meter.add({ queuedMs: await waitedMs(deps, job) });
    try {
      const file = await fileOf(deps, job);
      const { checkpointer, running } = deps;
      await runAgent({ deps, job, file, meter, checkpointer, stop, isDraining: running.isDraining });
    } catch (error) {
      await settle(deps, job, meter, stop.signal, error, tries);
    }
    await forgetWork(deps, jobId);
    const { queuedMs, totalMs } = meter.receipt;
    note({
      'snaprun.job.epoch': job.epoch,
      'snaprun.job.queued_ms': queuedMs,
      'snaprun.job.total_ms': totalMs,
    });
  });
}

/** The job when this worker may take it; null when it ended, is gone, or is in living hands. */
async function claimable(deps: RunJobDeps, jobId: string): Promise<Job | null> {
  const { db, running, workerId, log } = deps;
  const [job] = await db.select().from(jobs).where(eq(jobs.id, jobId));
  if (job === undefined || running.has(jobId)) return null;
  if (isFinal(job.status)) {
    await forgetWork(deps, jobId);
    return null;
  }
  if (job.status === 'queued') return job;
  if (job.workerId !== workerId) {
    log.info('a task was left: its job is with another worker', { jobId, workerId: job.workerId });
    return null;
  }
  // Ours, yet nobody here works on it: an earlier try could not hand it back, for instance without its database.
  const reason = 'The job is taken up again after trouble of ours.';
  return transitionJob(db, jobId, { epoch: job.epoch }, { to: 'queued', reason, crashed: false });
}

async function claim({ db, workerId }: RunJobDeps, job: Job): Promise<Job | null> {
  try {
    const timed = await onOwnClock(db, job);
    if (timed.deadlineAt.getTime() <= Date.now()) {
      await endJobRow(db, timed, deadlineExceeded);
      return null;
    }
    const claimed = await transitionJob(db, job.id, { epoch: job.epoch }, { to: 'running', workerId });
    return { ...claimed, queuedAt: timed.queuedAt, deadlineAt: timed.deadlineAt };
  } catch (error) {
    if (error instanceof ClaimLost) return null;
    throw error;
  }
}

const deadlineExceeded = {
  to: 'failed',
  outcome: 'deadline_exceeded',
  message: 'The job did not end within 24 hours. Start it again.',
} as const;

/** Time in the queue before this claim: since it was asked for, or since it was last handed back. */
async function waitedMs({ db }: RunJobDeps, job: Job): Promise<number> {
  const [waited] = await db
    .select({ ms: sql<number>`greatest(0, extract(epoch from now() - ${jobEvents.at}) * 1000)::int` })
    .from(jobEvents)
    .where(and(eq(jobEvents.jobId, job.id), inArray(jobEvents.type, ['job.queued', 'job.moved'])))
    .orderBy(desc(jobEvents.seq))
    .limit(1);
  return waited?.ms ?? 0;
}

async function fileOf({ db }: RunJobDeps, job: Job): Promise<File> {
  const [file] = await db.select().from(files).where(eq(files.id, job.fileId));
  if (file === undefined) throw new Error(`Job ${job.id} has no file.`);
  return file;
}

/** What follows when the agent did not come to its end by itself. */
async function settle(
  deps: RunJobDeps,
  job: Job,
  meter: Meter,
  signal: AbortSignal,
  error: unknown,
  tries: number,
): Promise<void> {
  // An abort can surface as any error, so the signal is asked first.
  const stopped = stopReasonOf(signal);
  try {
    if (stopped) return await settleStopped(deps, job, meter, stopped);
    if (isClaimLost(error)) return;
    const outage = outageOf(error);
    if (outage !== null) return await settleOutage(deps, job, signal, outage, error);
    deps.log.error('a job met trouble of ours', { jobId: job.id, tries, error: withoutParameters(error) });
    if (tries >= maxTries) {
      await endJob({ deps, job, meter }, failureOfOurs(error));
      return;
    }
    const reason = 'There was trouble of ours; the job is tried again.';
    await transitionJob(deps.db, job.id, { epoch: job.epoch }, { to: 'queued', reason, crashed: false });
  } catch (second) {
    if (isClaimLost(second)) return;
    throw withoutParameters(second);
  }
  // Thrown on, the queue tries this task again, after a pause that grows.
  throw withoutParameters(error);
}

/** As long as a Postgres may take to come back before its worker is better started anew. */
const patienceMs = 60_000;

/** Puts the job back until the outage may be over; it has not failed, so nothing is counted. */
async function settleOutage(
  deps: RunJobDeps,
  job: Job,
  signal: AbortSignal,
  outage: string,
  error: unknown,
): Promise<void> {
  deps.log.warn('a job met an outage', { jobId: job.id, outage, error: withoutParameters(error) });
  await answered(deps.db, AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]));
  const runAt = new Date(Date.now() + (await pauseOf(deps.db, job)));
  await requeue(deps.db, job, {
    reason: `${outage} The job waits and goes on by itself.`,
    crashed: false,
    runAt,
  });
}

async function settleStopped(deps: RunJobDeps, job: Job, meter: Meter, { kind }: StopReason): Promise<void> {
  switch (kind) {
    case 'cancelled':
      await endJob({ deps, job, meter }, { to: 'cancelled' });
      return;
    case 'drain':
      reach('before-hand-over');
      await requeue(deps.db, job, {
        reason: 'The worker was stopped; another one takes over.',
        crashed: false,
      });
      reach('after-hand-over');
      return;
    case 'work_time':
      await endJob(
        { deps, job, meter },
        {
          to: 'failed',
          outcome: 'deadline_exceeded',
          message: 'The job was worked on for 30 minutes, which is the limit. What it produced is kept.',
        },
      );
      return;
    case 'deadline':
      await endJob({ deps, job, meter }, deadlineExceeded);
      return;
    case 'claim_lost':
      return;
  }
}

function failureOfOurs(error: unknown) {
  const sandbox = causesOf(error).some((cause) => cause instanceof SandboxTrouble);
  return sandbox
    ? ({
        to: 'failed',
        outcome: 'sandbox_failed',
        message:
          'The sandbox could not run the program, again and again. It is no fault of the program; try later.',
      } as const)
    : ({
        to: 'failed',
        outcome: 'worker_crashed',
        message: 'The job failed for a reason of ours, again and again. Start it again, or report it.',
      } as const);
}

function isClaimLost(error: unknown): boolean {
  return causesOf(error).some((cause) => cause instanceof ClaimLost);
}
