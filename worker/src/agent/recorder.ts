import type { Db, Tx } from '@snaprun/core/database';
import { appendEvent, type NewEvent, type StepName } from '@snaprun/core/events';
import { ClaimLost } from '@snaprun/core/job-states';
import { type Job, jobs } from '@snaprun/core/schema/jobs';
import { and, eq } from 'drizzle-orm';
import { inSpan } from '../telemetry/in-span.ts';
import type { Meter } from './meter.ts';

/** Writes what one claim of a job does. Everything is fenced: after the claim is lost every call throws ClaimLost. */
export interface Recorder {
  /** Appends an event; what `also` writes is written with it or not at all. */
  event(event: NewEvent, also?: (tx: Tx) => Promise<unknown>): Promise<void>;
  /** Keeps the receipt as it is now, with whatever else `also` writes. */
  receipt(also?: (tx: Tx) => Promise<unknown>): Promise<void>;
  /** Announces a step, does it, and announces its end; the end also forgives earlier crashes. */
  step<T>(step: StepName, n: number, work: () => Promise<T>): Promise<T>;
}

export function createRecorder(db: Db, job: Pick<Job, 'id' | 'epoch'>, meter: Meter): Recorder {
  const held = and(eq(jobs.id, job.id), eq(jobs.epoch, job.epoch), eq(jobs.status, 'running'));
  const event: Recorder['event'] = (what, also) =>
    inSpan('write event', { 'snaprun.event.type': what.type }, () =>
      db.transaction(async (tx) => {
        await appendEvent(tx, job.id, what, job.epoch);
        await also?.(tx);
      }),
    );
  const keepReceipt = async (tx: Tx) => {
    const kept = await tx.update(jobs).set({ receipt: meter.receipt }).where(held).returning({ id: jobs.id });
    if (kept.length === 0) throw new ClaimLost(job.id);
  };
  return {
    event,
    receipt: (also) =>
      inSpan('write receipt', {}, () =>
        also === undefined
          ? keepReceipt(db)
          : db.transaction(async (tx) => {
              await keepReceipt(tx);
              await also(tx);
            }),
      ),
    async step(step, n, work) {
      const startedAt = performance.now();
      await event({ type: 'step.started', data: { step, n } }, (tx) =>
        tx.update(jobs).set({ stage: step }).where(held),
      );
      const result = await work();
      const durationMs = Math.round(performance.now() - startedAt);
      await event({ type: 'step.finished', data: { step, n, durationMs } }, (tx) =>
        tx.update(jobs).set({ crashes: 0, receipt: meter.receipt }).where(held),
      );
      return result;
    },
  };
}
