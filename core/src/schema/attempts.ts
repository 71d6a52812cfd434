import { sql } from 'drizzle-orm';
import { check, integer, pgTable, text, timestamp, unique } from 'drizzle-orm/pg-core';
import type { CriticReport } from '../critic-report.ts';
import type { Execution } from '../execution.ts';
import { jobs } from './jobs.ts';
import { json } from './json.ts';

/** Versions of a job's code, each with its critic report and, where it ran, its execution. */
export const attempts = pgTable(
  'attempts',
  {
    id: text().primaryKey(),
    jobId: text('job_id')
      .notNull()
      .references(() => jobs.id, { onDelete: 'cascade' }),
    n: integer().notNull(),
    epoch: integer().notNull(),
    origin: text({ enum: ['generated', 'repaired', 'resampled', 'edited'] }).notNull(),
    code: text().notNull(),
    critic: json().$type<CriticReport>(),
    execution: json().$type<Execution>(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [
    unique('attempts_numbered').on(t.jobId, t.n),
    check('attempts_origin', sql`${t.origin} in ('generated', 'repaired', 'resampled', 'edited')`),
  ],
);
export type Attempt = typeof attempts.$inferSelect;
