import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '@snaprun/core/database';
import { sql } from 'drizzle-orm';

/** As long as a Postgres may take to come back before its worker is better started anew. */
const patienceMs = 60_000;
const pauseMs = 250;

/**
 * Lets a task that failed end only when Postgres answers again.
 *
 * The queue writes a failure down once; where that write fails it stops the whole worker, with every other job on it
 * (graphile-worker 0.18). A task fails most often because Postgres is away, so the two would come together. After a
 * minute, or when the worker stops, the error is given back all the same.
 */
export async function onceHeard<Result>(
  db: Database['db'],
  stopping: AbortSignal | undefined,
  task: () => Promise<Result>,
): Promise<Result> {
  try {
    return await task();
  } catch (error) {
    const patience = AbortSignal.timeout(patienceMs);
    await answered(db, stopping === undefined ? patience : AbortSignal.any([patience, stopping]));
    throw error;
  }
}

/** Resolves when Postgres takes writes again, or when the signal says not to wait any longer. */
export async function answered(db: Database['db'], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const isAnswer = await db
      .execute<{ transaction_read_only: string }>(sql`show transaction_read_only`)
      .then(
        // One that only reads, as after a failover, is away too.
        ([row]) => row?.transaction_read_only !== 'on',
        () => false, // away still, which is what is waited for
      );
    if (isAnswer) return;
    await delay(pauseMs, undefined, { signal }).catch(() => undefined); // the loop sees why
  }
}
