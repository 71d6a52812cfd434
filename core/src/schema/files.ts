import { sql } from 'drizzle-orm';
import { bigint, check, index, integer, pgTable, text, timestamp, uniqueIndex } from 'drizzle-orm/pg-core';
import { users } from './users.ts';

/** Uploaded pictures (`input`) and what executions wrote (`artifact`). */
export const files = pgTable(
  'files',
  {
    id: text().primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    role: text({ enum: ['input', 'artifact'] }).notNull(),
    objectKey: text('object_key').notNull().unique(),
    name: text().notNull(),
    mediaType: text('media_type').notNull(),
    bytes: bigint({ mode: 'number' }).notNull(),
    /** 64 hex digits. */
    sha256: text().notNull(),
    /** The hash of what a program wrote, where its figure was made anew before it was stored. */
    writtenSha256: text('written_sha256'),
    width: integer(),
    height: integer(),
    state: text({ enum: ['pending', 'ready', 'rejected'] }).notNull(),
    rejectReason: text('reject_reason'),
    thumbnailKey: text('thumbnail_key'),
    // No foreign keys here: jobs and attempts refer to files, and a circle of tables cannot be made in one step.
    jobId: text('job_id'),
    attemptId: text('attempt_id'),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [
    check('files_role', sql`${t.role} in ('input', 'artifact')`),
    check('files_state', sql`${t.state} in ('pending', 'ready', 'rejected')`),
    uniqueIndex('files_one_ready_input')
      .on(t.userId, t.sha256)
      .where(sql`${t.role} = 'input' and ${t.state} = 'ready'`),
    // In the order of a bucket's listing, whatever the database's own is.
    index('files_by_place').on(sql`${t.objectKey} collate "C"`),
    index('files_by_job').on(t.jobId),
    index('files_by_owner').on(t.userId, t.state, t.bytes),
    index('files_unfinished').on(t.createdAt).where(sql`${t.state} = 'pending'`),
  ],
);
export type File = typeof files.$inferSelect;

/**
 * Where objects were removed and might still arrive: a link for an upload outlives its row by minutes, and so does a
 * worker that was storing something. They are removed once more at that time.
 */
export const removedObjects = pgTable('removed_objects', {
  /** An object's key, or with a slash at its end the beginning of many. */
  place: text().primaryKey(),
  againAt: timestamp('again_at', { withTimezone: true }).notNull(),
});
