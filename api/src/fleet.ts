import { boxes, workers } from '@snaprun/core/schema/fleet';
import { jobs } from '@snaprun/core/schema/jobs';
import { sql } from 'drizzle-orm';
import type { AppDeps } from './deps.ts';
import { readIntake } from './limits/intake.ts';
import type { Fleet } from './shapes/fleet.ts';

/** The fleet as Postgres knows it: who lives, who has room, and what waits. */
export async function fleetNow({ db }: Pick<AppDeps, 'db'>): Promise<Fleet> {
  const [crew, [queue], tasks, intake] = await Promise.all([
    db.execute<Crew>(sql`
      select w.id, host, to_json(drivers) as drivers, slots, to_json(started_at) #>> '{}' as started_at, to_json(heartbeat_at) #>> '{}' as heartbeat_at,
        heartbeat_at > now() - interval '15 seconds' as alive,
        (select count(*)::int from ${jobs} j where j.worker_id = w.id and j.status = 'running') as running,
        (select count(*)::int from ${boxes} b where b.worker_id = w.id) as boxes
      from ${workers} w order by started_at, id`),
    db.execute<{ queued: number; running: number; oldest_ms: number | null }>(sql`
      select count(*) filter (where status = 'queued')::int as queued,
        count(*) filter (where status = 'running')::int as running,
        (extract(epoch from now() - min(queued_at) filter (where status = 'queued')) * 1000)::float8 as oldest_ms
      from ${jobs} where status in ('queued', 'running')`),
    db.execute<{ task: string; waiting: number; failing: number }>(sql`
      select task_identifier as task, count(*) filter (where locked_at is null)::int as waiting,
        count(*) filter (where attempts > 1)::int as failing
      from graphile_worker.jobs group by 1 order by 1`),
    readIntake(db),
  ]);
  const alive = crew.filter((worker) => worker.alive);
  return {
    workers: crew.map(({ started_at, heartbeat_at, ...worker }) => ({
      ...worker,
      startedAt: iso(started_at),
      heartbeatAt: iso(heartbeat_at),
    })),
    alive: alive.length,
    slots: { total: sum(alive, 'slots'), busy: sum(alive, 'running') },
    queue: {
      depth: queue?.queued ?? 0,
      running: queue?.running ?? 0,
      oldestWaitingMs: queue?.oldest_ms == null ? null : Math.max(0, Math.round(queue.oldest_ms)),
    },
    tasks: [...tasks],
    intake,
  };
}

interface Crew extends Record<string, unknown> {
  id: string;
  host: string;
  drivers: string[];
  slots: number;
  started_at: string;
  heartbeat_at: string;
  alive: boolean;
  running: number;
  boxes: number;
}

const iso = (time: string) => new Date(time).toISOString();
const sum = (crew: readonly Crew[], what: 'slots' | 'running') =>
  crew.reduce((n, worker) => n + worker[what], 0);
