import type { Tx } from '@snaprun/core/database';
import { jobs } from '@snaprun/core/schema/jobs';
import { sql } from 'drizzle-orm';
import type { Job } from './shapes/job.ts';

/** How many finished jobs the guess rests on. */
const lately = 50;

/** Where each queued job stands (1 is next) and when it may start, judged by what jobs took lately. */
export async function queuePlaces(tx: Tx, jobIds: readonly string[]): Promise<Map<string, Job['queue']>> {
  const places = new Map<string, Job['queue']>();
  if (jobIds.length === 0) return places;
  const ids = sql.join(
    jobIds.map((id) => sql`${id}::text`),
    sql`, `,
  );
  const rows = await tx.execute<{
    id: string;
    position: number;
    median_ms: number | null;
    slots: number;
  }>(sql`
    with waiting as (
      select id, (row_number() over (order by turn, queued_at, id))::int as position from ${jobs} where status = 'queued'
    ), recent as (
      select extract(epoch from finished_at - started_at) * 1000 as ms from ${jobs}
      where started_at is not null and finished_at > now() - interval '1 day'
      order by finished_at desc limit ${lately}
    )
    select id, position,
      (select (percentile_cont(0.5) within group (order by ms))::float8 from recent) as median_ms,
      (select greatest(1, coalesce(sum(slots), 0))::int from workers where heartbeat_at > now() - interval '15 seconds')
        as slots
    from waiting where id in (${ids})`);
  for (const { id, position, median_ms, slots } of rows) {
    const etaMs = median_ms === null ? null : Math.round(median_ms * Math.ceil(position / slots));
    places.set(id, { position, etaMs });
  }
  return places;
}
