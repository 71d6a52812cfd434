import type { Db } from '@snaprun/core/database';
import { sql } from 'drizzle-orm';

/** In the checkpointer's own order, so that nobody who deletes them too is waited for in a circle. */
const tables = ['checkpoint_blobs', 'checkpoints', 'checkpoint_writes'];
const atOnce = 200;

/**
 * Removes checkpoints of jobs that have ended or are gone; returns how many rows. Whoever ends a job removes them
 * itself: these are of one that died right then, or that was stopped and went on.
 */
export async function sweepCheckpoints(db: Db): Promise<number> {
  const threads = sql.join(
    tables.map((table) => sql`select thread_id from langgraph.${sql.identifier(table)}`),
    sql` union `,
  );
  const useless = await db.execute<{ id: string }>(sql`
    select thread_id as id from (${threads}) t left join jobs on jobs.id = thread_id
    where jobs.id is null or (jobs.status in ('succeeded', 'failed', 'cancelled')
      and jobs.finished_at < now() - interval '1 minute')
    limit ${atOnce}::int`);
  if (useless.length === 0) return 0;
  const ids = sql.join(
    useless.map(({ id }) => sql`${id}`),
    sql`, `,
  );
  return db.transaction(async (tx) => {
    let removed = 0;
    for (const table of tables) {
      const gone = await tx.execute(
        sql`delete from langgraph.${sql.identifier(table)} where thread_id in (${ids}) returning 1 as one`,
      );
      removed += gone.length;
    }
    return removed;
  });
}
