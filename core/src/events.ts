import { and, asc, eq, gt, sql } from 'drizzle-orm';
import { z } from 'zod';
import { CriticReport, Finding } from './critic-report.ts';
import type { Tx } from './database.ts';
import { Execution } from './execution.ts';
import { Fidelity } from './fidelity.ts';
import { ClaimLost } from './job-states.ts';
import { Receipt } from './receipt.ts';
import { jobEvents } from './schema/job-events.ts';
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
    /** The job before this one that read the picture; left out where this job read it itself. */
    fromJobId: z.string().optional(),
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

/** The channel that tells of new events; a payload is `userId jobId seq` (or `userId notificationId 0`), never more. */
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
export function appendEvent(tx: Tx, jobId: string, event: NewEvent, epoch?: number): Promise<number> {
  return appendEvents(tx, jobId, [event], epoch);
}

/** As `appendEvent`, several in their order and in one statement; returns the number of the last. */
export async function appendEvents(
  tx: Tx,
  jobId: string,
  events: readonly NewEvent[],
  epoch?: number,
): Promise<number> {
  const rows = events.map(({ type, data }, i) => {
    const parsed: object = eventData[type].parse(data);
    return sql`(${i + 1}::int, ${type}::text, ${sql.param(parsed, jobEvents.data)}::jsonb)`;
  });
  const claimed = epoch === undefined ? sql`` : sql`and epoch = ${epoch}::int and status = 'running'`;
  const added = await tx.execute<{ seq: number }>(sql`
    with job as (
      update jobs set event_seq = event_seq + ${events.length}::int where id = ${jobId} ${claimed}
      returning user_id, event_seq - ${events.length}::int as seq_before
    ), added as (
      insert into job_events (job_id, seq, type, data)
      select ${jobId}, job.seq_before + event.n, event.type, event.data
      from job, (values ${sql.join(rows, sql`, `)}) as event (n, type, data)
      returning seq
    )
    select added.seq, pg_notify(${eventsChannel}::text, job.user_id || ' ' || ${jobId}::text || ' ' || added.seq)
    from added, job order by added.seq`);
  const last = added.at(-1);
  if (last === undefined) throw new ClaimLost(jobId);
  return last.seq;
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
