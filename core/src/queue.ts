import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Tx } from './database.ts';
import { DeliveryId, FileId, JobId } from './ids.ts';

/** Every task of the queue with its payload: ids only, parsed again by the worker. */
export const taskPayloads = {
  'run-job': z.object({ jobId: JobId }),
  'make-thumbnail': z.object({ fileId: FileId }),
  'build-bundle': z.object({ jobId: JobId }),
  'deliver-webhook': z.object({ deliveryId: DeliveryId }),
} as const;

export type TaskName = keyof typeof taskPayloads;
export type TaskPayload<N extends TaskName> = z.infer<(typeof taskPayloads)[N]>;

/** Lower runs first: a person waits for a bundle, and it takes a second; a thumbnail can wait. */
export const taskPriority: Readonly<Record<TaskName, number>> = {
  'run-job': 0,
  'make-thumbnail': 5,
  'build-bundle': -1,
  'deliver-webhook': 0,
};

/**
 * Adds a task in the caller's transaction: it exists exactly if the transaction commits.
 *
 * A task that throws is tried again with growing pauses, 25 times at most. One key, one waiting task. Tasks of one
 * queue run one after the other.
 */
export async function enqueue<N extends TaskName>(
  tx: Tx,
  name: N,
  payload: TaskPayload<N>,
  options: { key?: string; queue?: string; runAt?: Date | undefined; priority?: number } = {},
): Promise<void> {
  const body = JSON.stringify(taskPayloads[name].parse(payload));
  await tx.execute(sql`
    select from graphile_worker.add_job(
      identifier => ${name}::text,
      payload => ${body}::json,
      run_at => ${options.runAt?.toISOString() ?? null}::timestamptz,
      queue_name => ${options.queue ?? null}::text,
      job_key => ${options.key ?? null}::text,
      priority => ${options.priority ?? taskPriority[name]}::int
    )`);
}
