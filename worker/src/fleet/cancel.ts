import { cancelChannel } from '@snaprun/core/cancel';
import type { Database } from '@snaprun/core/database';
import type { Log } from '@snaprun/core/log';
import { jobs } from '@snaprun/core/schema/jobs';
import { and, inArray, isNotNull } from 'drizzle-orm';
import { repeat } from './repeat.ts';
import type { RunningJobs } from './running-jobs.ts';

const pollMs = 2_000;

/** Stops running jobs that their owners cancel: told by NOTIFY, and by looking, since notices can be lost. */
export async function watchCancels(
  { db, sql }: Database,
  running: RunningJobs,
  log: Log,
): Promise<{ stop(): Promise<void> }> {
  const listening = await sql.listen(cancelChannel, (jobId) => running.stop(jobId, 'cancelled'));
  const polling = repeat(
    'looking for cancelled jobs',
    () => pollMs,
    log,
    async () => {
      const ids = running.ids();
      if (ids.length === 0) return;
      const cancelled = await db
        .select({ id: jobs.id })
        .from(jobs)
        .where(and(inArray(jobs.id, ids), isNotNull(jobs.cancelRequestedAt)));
      for (const { id } of cancelled) running.stop(id, 'cancelled');
    },
  );
  return {
    async stop() {
      await polling.stop();
      await listening.unlisten();
    },
  };
}
