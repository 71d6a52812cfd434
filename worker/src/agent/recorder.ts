import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Db, Tx } from '@snaprun/core/database';
import { appendEvents, type NewEvent, type StepName } from '@snaprun/core/events';
import { ClaimLost } from '@snaprun/core/job-states';
import { type Job, jobs } from '@snaprun/core/schema/jobs';
import { and, eq } from 'drizzle-orm';
import { inSpan } from '../telemetry/in-span.ts';
import type { Meter } from './meter.ts';

/**
 * Writes what one claim of a job does, in order and behind the back of whoever tells it: what is told while a write is
 * under way is written together after it. `settled`, and with it the end of each step, waits for all of it.
 *
 * Everything is fenced. After the claim is lost, or a write has failed, every call throws what happened.
 */
export interface Recorder {
  /** Appends an event; what `also` writes is written with it or not at all. */
  event(event: NewEvent, also?: Also): Promise<void>;
  /** Keeps the receipt as it then is, with whatever else `also` writes. */
  receipt(also?: Also): Promise<void>;
  /** Resolves when everything that was told has been written. */
  settled(): Promise<void>;
  /** Announces a step, does it, and announces its end; the end also forgives earlier crashes. */
  step<T>(step: StepName, n: number, work: () => Promise<T>): Promise<T>;
}

type Also = (tx: Tx) => Promise<unknown>;

interface Entry {
  event?: NewEvent;
  /** Columns of the job; of several entries the later ones count. */
  columns?: Partial<Pick<Job, 'stage' | 'crashes'>>;
  receipt?: boolean;
  also?: Also;
}

export function createRecorder(db: Db, job: Pick<Job, 'id' | 'epoch'>, meter: Meter): Recorder {
  const held = and(eq(jobs.id, job.id), eq(jobs.epoch, job.epoch), eq(jobs.status, 'running'));
  let waiting: Entry[] = [];
  let writing: Promise<void> | null = null;
  let failure: { error: unknown } | null = null;

  const tell = async (entry: Entry) => {
    if (failure) throw failure.error;
    waiting.push(entry);
    writing ??= writeAll();
  };

  async function writeAll(): Promise<void> {
    try {
      // What is told in the same breath is one write.
      await nextTurn();
      while (waiting.length > 0) await writeTogether(waiting.splice(0));
    } catch (error) {
      failure = { error };
      waiting = [];
    } finally {
      writing = null;
    }
  }

  function writeTogether(entries: readonly Entry[]): Promise<void> {
    const events = entries.flatMap(({ event }) => event ?? []);
    const also = entries.flatMap((entry) => entry.also ?? []);
    const columns = Object.assign({}, ...entries.map((entry) => entry.columns)) as Entry['columns'] & object;
    const keepsReceipt = entries.some(({ receipt }) => receipt);
    const writesJob = keepsReceipt || Object.keys(columns).length > 0;
    const first = async (tx: Tx) => {
      // Sent without waiting in between; the connection keeps their order.
      await Promise.all([
        events.length > 0 ? appendEvents(tx, job.id, events, job.epoch) : null,
        writesJob ? updateJob(tx, keepsReceipt ? { ...columns, receipt: meter.receipt } : columns) : null,
      ]);
    };
    const facts = { 'snaprun.events': events.length };
    if (also.length === 0 && !(events.length > 0 && writesJob))
      return inSpan('write events', facts, () => first(db));
    return inSpan('write events', facts, () =>
      db.transaction(async (tx) => {
        await first(tx);
        for (const write of also) await write(tx);
      }),
    );
  }

  async function updateJob(tx: Tx, columns: Partial<Pick<Job, 'stage' | 'crashes' | 'receipt'>>) {
    const kept = await tx.update(jobs).set(columns).where(held).returning({ id: jobs.id });
    if (kept.length === 0) throw new ClaimLost(job.id);
  }

  const settled = () =>
    inSpan('waiting for events', {}, async () => {
      while (writing) await writing;
      if (failure) throw failure.error;
    });

  return {
    event: (event, also) => tell({ event, also }),
    receipt: (also) => tell({ receipt: true, also }),
    settled,
    async step(step, n, work) {
      const startedAt = performance.now();
      await tell({ event: { type: 'step.started', data: { step, n } }, columns: { stage: step } });
      try {
        const result = await work();
        const durationMs = Math.round(performance.now() - startedAt);
        const event = { type: 'step.finished', data: { step, n, durationMs } } as const;
        await tell({ event, columns: { crashes: 0 }, receipt: true });
        return result;
      } finally {
        await settled();
      }
    },
  };
}
