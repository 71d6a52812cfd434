import { sql } from 'drizzle-orm';
import { index, integer, pgTable, pgView, text, timestamp } from 'drizzle-orm/pg-core';

const time = (name: string) => timestamp(name, { withTimezone: true });

/** Living workers; a heartbeat older than 15 s counts as dead. */
export const workers = pgTable('workers', {
  id: text().primaryKey(),
  host: text().notNull(),
  startedAt: time('started_at').notNull().defaultNow(),
  heartbeatAt: time('heartbeat_at').notNull().defaultNow(),
  slots: integer().notNull(),
  /** Names of the sandbox drivers it can use. */
  drivers: text().array().notNull(),
});

/**
 * What an autoscaler asks: how much work there is, running jobs included, and how many slots live workers have.
 */
export const fleetLoad = pgView('fleet_load', {
  queued: integer(),
  running: integer(),
  depth: integer(),
  slots: integer(),
  oldestWaitingSeconds: integer('oldest_waiting_seconds'),
}).as(sql`
  select j.queued, j.running, j.queued + j.running as depth, w.slots, j.oldest_waiting_seconds
  from (
    select count(*) filter (where status = 'queued')::int as queued,
      count(*) filter (where status = 'running')::int as running,
      coalesce(extract(epoch from now() - min(queued_at) filter (where status = 'queued')), 0)::int
        as oldest_waiting_seconds
    from jobs where status in ('queued', 'running')
  ) j, (
    select coalesce(sum(slots), 0)::int as slots from workers
    where heartbeat_at > now() - interval '15 seconds'
  ) w`);

/** How far each sweep that goes through much has come, for whoever goes on with it. */
export const sweeps = pgTable('sweeps', {
  name: text().primaryKey(),
  /** The last thing it looked at; empty at the beginning. */
  position: text().notNull().default(''),
  movedAt: time('moved_at').notNull().defaultNow(),
});

/** Which job holds which sandbox. */
export const boxes = pgTable(
  'boxes',
  {
    id: text().primaryKey(),
    workerId: text('worker_id').notNull(),
    jobId: text('job_id'),
    driver: text().notNull(),
    createdAt: time('created_at').notNull().defaultNow(),
  },
  (t) => [index('boxes_by_worker').on(t.workerId)],
);
