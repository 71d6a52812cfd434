import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  date,
  doublePrecision,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';
import { users } from './users.ts';

const time = (name: string) => timestamp(name, { withTimezone: true });
const owner = () =>
  text('user_id')
    .notNull()
    .references(() => users.id, { onDelete: 'cascade' });
const counted = (name: string) => bigint(name, { mode: 'number' }).notNull().default(0);

/** What an admin allows one person; null stands for what everybody is allowed. */
export const quotas = pgTable('quotas', {
  userId: owner().primaryKey(),
  activeJobs: integer('active_jobs'),
  jobsPerDay: integer('jobs_per_day'),
  storedBytes: bigint('stored_bytes', { mode: 'number' }),
  requestsPerMinute: integer('requests_per_minute'),
  changedBy: text('changed_by').notNull(),
  changedAt: time('changed_at').notNull().defaultNow(),
});

/** How many requests a person has made in the present minute. */
export const requestWindows = pgTable('request_windows', {
  userId: owner().primaryKey(),
  startedAt: time('started_at').notNull(),
  used: integer().notNull(),
});

/** What a person used on a day (UTC). It outlives the jobs it counts, so deleting them gives nothing back. */
export const usageDays = pgTable(
  'usage_days',
  {
    userId: owner(),
    day: date().notNull(),
    jobs: integer().notNull().default(0),
    modelCalls: counted('model_calls'),
    tokensIn: counted('tokens_in'),
    tokensOut: counted('tokens_out'),
    modelMs: doublePrecision('model_ms').notNull().default(0),
    sandboxMs: doublePrecision('sandbox_ms').notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.userId, t.day] })],
);

/** One row at most: whether new jobs are taken. */
export const intake = pgTable(
  'intake',
  {
    id: boolean().primaryKey().default(true),
    paused: boolean().notNull(),
    reason: text(),
    changedBy: text('changed_by').notNull(),
    changedAt: time('changed_at').notNull().defaultNow(),
  },
  (t) => [check('intake_one_row', sql`${t.id}`)],
);
