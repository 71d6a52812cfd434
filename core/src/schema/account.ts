import { boolean, index, integer, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import { jobs } from './jobs.ts';
import { json } from './json.ts';
import { users } from './users.ts';

const time = (name: string) => timestamp(name, { withTimezone: true });
const owner = () =>
  text('user_id')
    .notNull()
    .references(() => users.id, { onDelete: 'cascade' });

/** One row for each finished job and each thing that needs attention. */
export const notifications = pgTable(
  'notifications',
  {
    id: text().primaryKey(),
    userId: owner(),
    jobId: text('job_id').references(() => jobs.id, { onDelete: 'cascade' }),
    kind: text().notNull(),
    message: text().notNull(),
    readAt: time('read_at'),
    createdAt: time('created_at').notNull().defaultNow(),
  },
  (t) => [index('notifications_newest').on(t.userId, t.createdAt.desc())],
);

/** What people said was right or wrong about a result. */
export const feedback = pgTable('feedback', {
  jobId: text('job_id')
    .primaryKey()
    .references(() => jobs.id, { onDelete: 'cascade' }),
  userId: owner(),
  verdict: text({ enum: ['right', 'wrong'] }).notNull(),
  note: text(),
  createdAt: time('created_at').notNull().defaultNow(),
});

/** Personal tokens for programs; only the hash is kept. */
export const apiTokens = pgTable(
  'api_tokens',
  {
    id: text().primaryKey(),
    userId: owner(),
    name: text().notNull(),
    sha256: text().notNull().unique(),
    scopes: text({ enum: ['read', 'write'] })
      .array()
      .notNull(),
    lastUsedAt: time('last_used_at'),
    expiresAt: time('expires_at'),
    createdAt: time('created_at').notNull().defaultNow(),
  },
  (t) => [index('api_tokens_by_owner').on(t.userId)],
);
export type ApiToken = typeof apiTokens.$inferSelect;

export const webhooks = pgTable('webhooks', {
  id: text().primaryKey(),
  userId: owner(),
  url: text().notNull(),
  secret: text().notNull(),
  events: text().array().notNull(),
  enabled: boolean().notNull().default(true),
  createdAt: time('created_at').notNull().defaultNow(),
});

export const webhookDeliveries = pgTable('webhook_deliveries', {
  id: text().primaryKey(),
  webhookId: text('webhook_id')
    .notNull()
    .references(() => webhooks.id, { onDelete: 'cascade' }),
  event: json().notNull(),
  tries: integer().notNull().default(0),
  status: integer(),
  response: text(),
  deliveredAt: time('delivered_at'),
  createdAt: time('created_at').notNull().defaultNow(),
});

/** Read-only links to one job; only the token's hash is kept. */
export const shares = pgTable('shares', {
  id: text().primaryKey(),
  userId: owner(),
  jobId: text('job_id')
    .notNull()
    .references(() => jobs.id, { onDelete: 'cascade' }),
  sha256: text().notNull().unique(),
  expiresAt: time('expires_at').notNull(),
  revokedAt: time('revoked_at'),
  createdAt: time('created_at').notNull().defaultNow(),
});

/** The answer a key got, kept so that the same request gets the same answer. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    userId: owner(),
    key: text().notNull(),
    /** Method and path of the first request. */
    route: text(),
    /** Of method, path and body. */
    requestSha256: text('request_sha256').notNull(),
    status: integer(),
    body: json(),
    createdAt: time('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.key] }), index('idempotency_keys_oldest').on(t.createdAt)],
);
