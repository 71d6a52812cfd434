import { sql } from 'drizzle-orm';
import { check, foreignKey, index, integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import type { Fidelity } from '../fidelity.ts';
import type { Receipt } from '../receipt.ts';
import { files } from './files.ts';
import { json } from './json.ts';
import { users } from './users.ts';

const time = (name: string) => timestamp(name, { withTimezone: true });

/** A retry asks for the same again, a follow-up for a change, a run brings code that a person edited. */
export const jobRelations = ['retry', 'follow_up', 'run'] as const;
export type JobRelation = (typeof jobRelations)[number];

/** One request each. Status, outcome and epoch are changed by `transitionJob` alone. */
export const jobs = pgTable(
  'jobs',
  {
    id: text().primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    name: text().notNull(),
    fileId: text('file_id')
      .notNull()
      .references(() => files.id),
    parentId: text('parent_id'),
    /** How a child came of its parent; it stays when the parent is deleted. Null for a job on an upload. */
    relation: text({ enum: jobRelations }),
    instruction: text(),
    /** What the models draw their luck from: the same input with the same seed is the same request. */
    seed: integer().notNull().default(0),
    status: text({ enum: ['queued', 'running', 'succeeded', 'failed', 'cancelled'] }).notNull(),
    outcome: text(),
    error: json().$type<{ code: string; message: string }>(),
    stage: text(),
    summary: text(),
    fidelity: json().$type<Fidelity>(),
    /** The attempt that outcome, summary and fidelity are about. No foreign key: attempts refer to jobs. */
    attemptId: text('attempt_id'),
    receipt: json().$type<Receipt>().notNull(),
    workerId: text('worker_id'),
    /** Raised at every claim and recovery; a writer with an older epoch has lost the job. */
    epoch: integer().notNull().default(0),
    /** Workers that died on this job since its last finished step. */
    crashes: integer().notNull().default(0),
    /** The number of the last event; `appendEvent` counts with it, so events have no gaps. */
    eventSeq: integer('event_seq').notNull().default(0),
    /** Its place in the queue: lower is sooner, and among equals who asked first. `insertJob` shares turns out fairly. */
    turn: integer().notNull().default(0),
    queuedAt: time('queued_at').notNull().defaultNow(),
    startedAt: time('started_at'),
    finishedAt: time('finished_at'),
    deadlineAt: time('deadline_at').notNull(),
    cancelRequestedAt: time('cancel_requested_at'),
    expiresAt: time('expires_at').notNull(),
  },
  (t) => [
    foreignKey({ columns: [t.parentId], foreignColumns: [t.id] }).onDelete('set null'),
    check(
      'jobs_status_outcome',
      sql`(${t.status} in ('queued', 'running') and ${t.outcome} is null)
        or (${t.status} = 'succeeded' and ${t.outcome} in ('reproduced', 'differs', 'partial', 'answered'))
        or (${t.status} = 'failed' and ${t.outcome} in ('unreadable_image', 'code_failed', 'sandbox_failed', 'model_unavailable', 'budget_spent', 'deadline_exceeded', 'worker_crashed'))
        or (${t.status} = 'cancelled' and ${t.outcome} = 'cancelled')`,
    ),
    check('jobs_relation', sql`${t.relation} in ('retry', 'follow_up', 'run')`),
    // `desc` in a query puts nulls first; an index that does not is no use to it.
    index('jobs_newest').on(t.userId, t.queuedAt.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index('jobs_active').on(t.status, t.queuedAt).where(sql`${t.status} in ('queued', 'running')`),
    index('jobs_active_by_owner').on(t.userId).where(sql`${t.status} in ('queued', 'running')`),
    index('jobs_by_file').on(t.fileId),
    index('jobs_by_parent').on(t.parentId),
    index('jobs_ended_lately').on(t.finishedAt).where(sql`${t.startedAt} is not null`),
    index('jobs_by_expiry').on(t.expiresAt),
  ],
);
export type Job = typeof jobs.$inferSelect;
