import type { Tx } from '@snaprun/core/database';
import { quotas, requestWindows } from '@snaprun/core/schema/limits';
import { sql } from 'drizzle-orm';

export const windowS = 60;

export interface Rate {
  limit: number;
  used: number;
  /** Seconds until the window ends. */
  resetS: number;
}

/**
 * Counts one request of a person: a fixed window that begins with its first request, in Postgres, so that several
 * processes count together.
 *
 * One statement, and its commit does not wait for the disk: after a crash of Postgres a few requests are forgotten.
 */
export async function countRequest(tx: Tx, userId: string, usualLimit: number): Promise<Rate> {
  const over = sql`w.started_at <= now() - make_interval(secs => ${windowS})`;
  const [row] = await tx.execute<{ limit: number; used: number; reset_s: number }>(sql`
    with relaxed as (select set_config('synchronous_commit', 'off', true))
    insert into ${requestWindows} as w (user_id, started_at, used)
    select ${userId}::text, now(), 1 from relaxed
    on conflict (user_id) do update set
      used = case when ${over} then 1 else w.used + 1 end,
      started_at = case when ${over} then now() else w.started_at end
    returning used,
      ceil(extract(epoch from w.started_at - now()) + ${windowS})::int as reset_s,
      coalesce((select requests_per_minute from ${quotas} q where q.user_id = w.user_id), ${usualLimit}::int) as limit`);
  if (row === undefined) throw new Error('The count returned no row.');
  return { limit: row.limit, used: row.used, resetS: Math.min(Math.max(row.reset_s, 1), windowS) };
}
