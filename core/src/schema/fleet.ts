import { index, integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

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
