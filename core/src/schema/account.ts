import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
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
  (t) => [index('notifications_newest').on(t.userId, t.createdAt.desc().nullsFirst())],
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

/** Why a webhook that its owner had on is off. */
export const disabledReasons = ['failing', 'gone'] as const;

/** Addresses of a person that are told when their jobs end. */
export const webhooks = pgTable(
  'webhooks',
  {
    id: text().primaryKey(),
    userId: owner(),
    url: text().notNull(),
    /** What its requests are signed with; it must be known to sign, so no hash would do. */
    secret: text().notNull(),
    /** The one before, which signs along for a while, so that a receiver can change over. */
    previousSecret: text('previous_secret'),
    previousSecretUntil: time('previous_secret_until'),
    events: text().array().notNull(),
    enabled: boolean().notNull().default(true),
    /** Null while it is on, and when its owner turned it off. */
    disabledReason: text('disabled_reason', { enum: disabledReasons }),
    /** The first failure since something last arrived. */
    failingSince: time('failing_since'),
    lastSuccessAt: time('last_success_at'),
    createdAt: time('created_at').notNull().defaultNow(),
  },
  (t) => [index('webhooks_by_owner').on(t.userId)],
);
export type Webhook = typeof webhooks.$inferSelect;

export const deliveryStates = ['pending', 'delivered', 'failed'] as const;

/** One event on its way to one webhook; its id is the `webhook-id` of each of its tries. */
export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    id: text().primaryKey(),
    webhookId: text('webhook_id')
      .notNull()
      .references(() => webhooks.id, { onDelete: 'cascade' }),
    /** What it tells of; it goes with the job. */
    jobId: text('job_id').references(() => jobs.id, { onDelete: 'cascade' }),
    type: text().notNull(),
    /** Exactly what is sent and signed. */
    body: text().notNull(),
    state: text({ enum: deliveryStates }).notNull().default('pending'),
    /** A person asked for this try: it is made once, also while the webhook is off. */
    byHand: boolean('by_hand').notNull().default(false),
    /** Tries that were begun; whoever raises it makes that try, and nobody else. */
    tries: integer().notNull().default(0),
    nextTryAt: time('next_try_at').defaultNow(),
    /** A try is under way until then at the longest; afterwards its worker counts as gone. */
    busyUntil: time('busy_until'),
    deliveredAt: time('delivered_at'),
    createdAt: time('created_at').notNull().defaultNow(),
  },
  (t) => [
    check('webhook_deliveries_state', sql`${t.state} in ('pending', 'delivered', 'failed')`),
    index('webhook_deliveries_newest').on(
      t.webhookId,
      t.createdAt.desc().nullsFirst(),
      t.id.desc().nullsFirst(),
    ),
    index('webhook_deliveries_by_job').on(t.jobId),
    index('webhook_deliveries_due').on(t.nextTryAt).where(sql`${t.state} = 'pending'`),
    index('webhook_deliveries_oldest').on(t.createdAt),
  ],
);
export type WebhookDelivery = typeof webhookDeliveries.$inferSelect;

/** What came of each try. Without a duration it is under way, or its worker died over it. */
export const webhookTries = pgTable(
  'webhook_tries',
  {
    deliveryId: text('delivery_id')
      .notNull()
      .references(() => webhookDeliveries.id, { onDelete: 'cascade' }),
    n: integer().notNull(),
    at: time('at').notNull().defaultNow(),
    durationMs: integer('duration_ms'),
    status: integer(),
    /** The first characters of what was answered. */
    response: text(),
    /** Why there was no answer, or why it was no good one. */
    error: text(),
  },
  (t) => [primaryKey({ columns: [t.deliveryId, t.n] })],
);
export type WebhookTry = typeof webhookTries.$inferSelect;

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
