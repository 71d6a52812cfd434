import { AppError } from '@snaprun/core/errors';
import { eventsAfter, finalEvents, type JobEvent } from '@snaprun/core/events';
import { isFinal } from '@snaprun/core/job-states';
import { getJob } from '@snaprun/core/jobs';
import type { AppDeps } from './deps.ts';
import { watchJob } from './job-watch.ts';

/**
 * A job's events after `seq`, in order, each once: first what is stored, then what comes, until the final one.
 *
 * Yields null when nothing came for a heartbeat. A notice only says "look": events are always read from the table by
 * number, so none is missed or doubled between replay and live. Ends early when the job is deleted, on abort, or when
 * the process goes down.
 */
export async function* streamEvents(
  { db, hub, timing }: Pick<AppDeps, 'db' | 'hub' | 'timing'>,
  userId: string,
  jobId: string,
  seq: number,
  signal: AbortSignal,
): AsyncGenerator<JobEvent | null> {
  let last = seq;
  const watch = await watchJob(hub, jobId, signal);
  try {
    while (!watch.stopped()) {
      const over = await isOver();
      const events = await eventsAfter(db, jobId, last);
      for (const event of events) {
        yield event;
        last = event.seq;
        if (finalEvents.includes(event.type)) return;
      }
      if (events.length > 0) continue;
      if (over) return;
      const before = performance.now();
      await watch.changed(timing.heartbeatMs);
      if (performance.now() - before >= timing.heartbeatMs - 1) yield null;
    }
  } finally {
    watch.close();
  }

  async function isOver(): Promise<boolean> {
    const job = await getJob(db, userId, jobId).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'not_found') return null;
      throw error;
    });
    return job === null || isFinal(job.status);
  }
}
