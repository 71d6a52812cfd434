import type { Database } from '@snaprun/core/database';
import type { Log } from '@snaprun/core/log';

/** Writes down which job holds which box, as rows of `boxes`. A run neither waits for it nor fails with it. */
export interface BoxLedger {
  /** From now until `ended` settles. */
  hold(boxId: string, jobId: string, ended: Promise<unknown>): void;
  /** Settles when what was begun is written, and nothing of this worker is left. */
  close(): Promise<void>;
}

export function createBoxLedger(
  { sql }: Pick<Database, 'sql'>,
  { workerId, driver, log }: { workerId: string; driver: string; log: Log },
): BoxLedger {
  const writing = new Set<Promise<unknown>>();
  return {
    hold(boxId, jobId, ended) {
      const held = (async () => {
        await sql`insert into boxes (id, worker_id, job_id, driver) values (${boxId}, ${workerId}, ${jobId}, ${driver})`;
        await ended;
        await sql`delete from boxes where id = ${boxId}`;
      })().catch((error) => log.warn('which job holds a sandbox is not known', { boxId, jobId, error }));
      writing.add(held);
      void held.then(() => writing.delete(held));
    },
    async close() {
      await Promise.all(writing);
      await sql`delete from boxes where worker_id = ${workerId}`.catch((error) =>
        log.warn('the rows of this worker stay for the others to remove', { error }),
      );
    },
  };
}
