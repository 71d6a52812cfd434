import { and, asc, eq, gt, sql } from 'drizzle-orm';
import { z } from 'zod';
import { CriticReport, Finding } from './critic-report.ts';
import type { Tx } from './database.ts';
import { Execution } from './execution.ts';
import { Fidelity } from './fidelity.ts';
import { ClaimLost } from './job-states.ts';
import { Receipt } from './receipt.ts';
import { jobEvents } from './schema/job-events.ts';
import { jobs } from './schema/jobs.ts';
import { Spec } from './spec.ts';

/** The agent's steps as the timeline names them. */
export const stepNames = [
  'prepare',
  'reason',
  'look',
  'write_code',
  'critique',
  'run',
  'judge',
  'finish',
] as const;
const Step = z.enum(stepNames);
export type StepName = (typeof stepNames)[number];

const EventArtifact = z.object({
  id: z.string(),
  attemptId: z.string(),
  name: z.string(),
  mediaType: z.string(),
  bytes: z.number().int(),
  sha256: z.string(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
});

/** What each event carries. Additive only: a reader of today must understand what was written a year ago. */
export const eventData = {
  'job.queued': z.object({ instruction: z.string().nullable() }),
  'job.started': z.object({ workerId: z.string(), epoch: z.number().int() }),
  'job.moved': z.object({ reason: z.string() }),
  'job.succeeded': z.object({
    outcome: z.string(),
    /** The attempt that the outcome is about; the first events were written without it. */
    attemptId: z.string().optional(),
    summary: z.string().nullable(),
    receipt: Receipt,
  }),
  'job.failed': z.object({
    outcome: z.string(),
    error: z.object({ code: z.string(), message: z.string() }),
    summary: z.string().nullable(),
    receipt: Receipt,
  }),
  'job.cancelled': z.object({ outcome: z.literal('cancelled'), receipt: Receipt }),
  'step.started': z.object({ step: Step, n: z.number().int() }),
  'step.finished': z.object({ step: Step, n: z.number().int(), durationMs: z.number() }),
  thought: z.object({ text: z.string(), action: z.string() }),
  'image.read': z.object({
    spec: Spec,
    model: z.string(),
    demo: z.boolean(),
    /** What is odd about the reading; the first events were written without it. */
    findings: z.array(Finding).optional(),
  }),
  'code.written': z.object({
    attemptId: z.string(),
    n: z.number().int(),
    origin: z.enum(['generated', 'repaired', 'resampled', 'edited']),
    code: z.string(),
  }),
  'critic.reported': z.object({ attemptId: z.string(), n: z.number().int(), ...CriticReport.shape }),
  'run.started': z.object({
    attemptId: z.string(),
    n: z.number().int(),
    driver: z.string(),
    runtime: z.string(),
  }),
  'run.output': z.object({ attemptId: z.string(), stream: z.enum(['stdout', 'stderr']), text: z.string() }),
  'run.finished': z.object({ attemptId: z.string(), n: z.number().int(), execution: Execution }),
  'artifact.stored': z.object({ artifact: EventArtifact }),
  'job.judged': z.object({ fidelity: Fidelity }),
  'model.waiting': z.object({ role: z.enum(['vision', 'reasoning', 'code']), reason: z.string() }),
} as const;

export type EventType = keyof typeof eventData;
export type EventData<T extends EventType> = z.infer<(typeof eventData)[T]>;
export type JobEvent = {
  [T in EventType]: { seq: number; jobId: string; type: T; at: string; data: EventData<T> };
}[EventType];
export type NewEvent = { [T in EventType]: { type: T; data: EventData<T> } }[EventType];

/** After one of these nothing follows. */
export const finalEvents: readonly EventType[] = ['job.succeeded', 'job.failed', 'job.cancelled'];

/** The channel that tells of new events; a payload is `userId jobId seq`, and never more. */
export const eventsChannel = 'snaprun_job_events';

export function parseEventNotice(payload: string): { userId: string; jobId: string; seq: number } {
  const [seq = '0', jobId = '', ...userId] = payload.split(' ').reverse();
  return { userId: userId.reverse().join(' '), jobId, seq: Number(seq) };
}

/**
 * Adds the next event of a job and tells listeners when the transaction commits; returns its number.
 *
 * With an epoch it is fenced: throws ClaimLost when the job has moved on to another claim.
 */
export async function appendEvent(tx: Tx, jobId: string, event: NewEvent, epoch?: number): Promise<number> {
  const claimed = epoch === undefined ? undefined : and(eq(jobs.epoch, epoch), eq(jobs.status, 'running'));
  const [job] = await tx
    .update(jobs)
    .set({ eventSeq: sql`${jobs.eventSeq} + 1` })
    .where(and(eq(jobs.id, jobId), claimed))
    .returning({ seq: jobs.eventSeq, userId: jobs.userId });
  if (job === undefined) throw new ClaimLost(jobId);
  const data: object = eventData[event.type].parse(event.data);
  await tx.insert(jobEvents).values({ jobId, seq: job.seq, type: event.type, data });
  await tx.execute(
    sql`select pg_notify(${eventsChannel}::text, ${`${job.userId} ${jobId} ${job.seq}`}::text)`,
  );
  return job.seq;
}

/** A job's events after `seq`, in order. */
export async function eventsAfter(tx: Tx, jobId: string, seq: number, limit = 500): Promise<JobEvent[]> {
  const rows = await tx
    .select()
    .from(jobEvents)
    .where(and(eq(jobEvents.jobId, jobId), gt(jobEvents.seq, seq)))
    .orderBy(asc(jobEvents.seq))
    .limit(limit);
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }) as JobEvent);
}
