import { integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

export interface NotifyChoices {
  /** Tell me when a job of mine ends. */
  jobFinished: boolean;
}

/** What the sign-in service last told of a person. */
export interface ToldIdentity {
  /** Its own time of the change, milliseconds since 1970. */
  updatedAt: number;
  name: string | null;
}

/** What an account that was deleted leaves behind, so that a new one is no way around a limit. */
export interface KeptLimits {
  quotas: {
    activeJobs: number | null;
    jobsPerDay: number | null;
    storedBytes: number | null;
    requestsPerMinute: number | null;
    changedBy: string;
  } | null;
  /** Jobs of the day (UTC, YYYY-MM-DD) of the deletion. */
  used: { day: string; jobs: number } | null;
}

/** People, made on first sight of a valid token; the id is the token's subject. */
export const users = pgTable('users', {
  id: text().primaryKey(),
  email: text(),
  name: text(),
  retentionDays: integer('retention_days').notNull().default(30),
  notify: jsonb().$type<NotifyChoices>().notNull().default({ jobFinished: true }),
  identity: jsonb().$type<ToldIdentity>(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
});
export type User = typeof users.$inferSelect;

/**
 * Accounts that were deleted lately, by the hash of their id: a session that began before must not make them again.
 *
 * A row is of use as long as such a session may live, and where an admin had set quotas, as long as they are to hold.
 */
export const deletedUsers = pgTable('deleted_users', {
  /** 64 hex digits. */
  sha256: text().primaryKey(),
  deletedAt: timestamp('deleted_at', { withTimezone: true }).notNull().defaultNow(),
  kept: jsonb().$type<KeptLimits>(),
});
