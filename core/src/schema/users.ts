import { integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

export interface NotifyChoices {
  /** Tell me when a job of mine ends. */
  jobFinished: boolean;
}

/** People, made on first sight of a valid token; the id is the token's subject. */
export const users = pgTable('users', {
  id: text().primaryKey(),
  email: text(),
  name: text(),
  retentionDays: integer('retention_days').notNull().default(30),
  notify: jsonb().$type<NotifyChoices>().notNull().default({ jobFinished: true }),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
});
export type User = typeof users.$inferSelect;

/**
 * Accounts that were deleted lately, by the hash of their id: a session that began before must not make them again.
 *
 * A row is of use as long as such a session's token may live.
 */
export const deletedUsers = pgTable('deleted_users', {
  /** 64 hex digits. */
  sha256: text().primaryKey(),
  deletedAt: timestamp('deleted_at', { withTimezone: true }).notNull().defaultNow(),
});
