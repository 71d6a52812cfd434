import { randomBytes } from 'node:crypto';
import type { Tx } from '@snaprun/core/database';
import { AppError } from '@snaprun/core/errors';
import { newId } from '@snaprun/core/ids';
import { forgetAnswers } from '@snaprun/core/removal';
import { type Webhook as Row, webhookDeliveries, webhooks } from '@snaprun/core/schema/account';
import { users } from '@snaprun/core/schema/users';
import { webhookUrlProblem } from '@snaprun/core/webhook-url';
import type { WebhookEvent } from '@snaprun/core/webhooks';
import { and, count, desc, eq, sql } from 'drizzle-orm';
import type { AppDeps } from '../deps.ts';
import { answerOnce } from '../idempotency.ts';
import type { MadeWebhook, NewWebhook, Webhook, WebhookChange, WebhookDeletion } from '../shapes/webhook.ts';

type Deps = Pick<AppDeps, 'db' | 'allowPrivateWebhooks'>;

/** Each end of a job makes a request to each of them. */
const maxWebhooks = 10;
/** How long the secret before signs along after a rotation. */
const overlap = sql`interval '24 hours'`;

/** Makes a webhook. Its secret is in this answer only: a repeated request gets the webhook without it. */
export function createWebhook(
  deps: Deps,
  userId: string,
  wanted: NewWebhook,
  key?: string,
): Promise<MadeWebhook> {
  const url = checkedUrl(deps, wanted.url);
  const once = { key, route: 'POST /v1/webhooks', body: wanted, status: 201 };
  return deps.db.transaction((tx) =>
    answerOnce<MadeWebhook>(tx, userId, once, async () => {
      // Two requests at once are counted one after the other.
      await tx.select({ one: sql`1` }).from(users).where(eq(users.id, userId)).for('no key update');
      const [has] = await tx.select({ n: count() }).from(webhooks).where(eq(webhooks.userId, userId));
      if (has !== undefined && has.n >= maxWebhooks)
        throw new AppError('conflict', `You have ${has.n} webhooks, which is the limit. Delete one first.`);
      const secret = newSecret();
      const [row] = await tx
        .insert(webhooks)
        .values({ id: newId('webhook'), userId, url, secret, events: wanted.events })
        .returning();
      if (row === undefined) throw new Error('The insert returned no row.');
      const webhook = presentWebhook(row);
      return { answer: { webhook, secret }, kept: { webhook, secret: null } };
    }),
  );
}

/** Newest first. */
export async function listWebhooks(tx: Tx, userId: string): Promise<Webhook[]> {
  const rows = await tx
    .select()
    .from(webhooks)
    .where(eq(webhooks.userId, userId))
    .orderBy(desc(webhooks.createdAt), desc(webhooks.id));
  return rows.map(presentWebhook);
}

/** The webhook if it is this person's; a stranger's and a missing one are the same error. */
export async function getWebhook(tx: Tx, userId: string, webhookId: string): Promise<Webhook> {
  const [row] = await tx.select().from(webhooks).where(ofOwner(userId, webhookId));
  if (row === undefined) throw missing(webhookId);
  return presentWebhook(row);
}

/** Changes what is named. What waits to be delivered goes to the new address; turning it on begins with a clean slate. */
export async function changeWebhook(
  deps: Deps,
  userId: string,
  webhookId: string,
  { url, events, enabled }: WebhookChange,
): Promise<Webhook> {
  const change = {
    ...(url === undefined ? {} : { url: checkedUrl(deps, url) }),
    ...(events === undefined ? {} : { events }),
    ...(enabled === undefined ? {} : { enabled, disabledReason: null }),
    ...(enabled ? { failingSince: null } : {}),
  };
  if (Object.keys(change).length === 0) return getWebhook(deps.db, userId, webhookId);
  const [row] = await deps.db.update(webhooks).set(change).where(ofOwner(userId, webhookId)).returning();
  if (row === undefined) throw missing(webhookId);
  return presentWebhook(row);
}

/** Deletes a webhook with its deliveries; those that were under way are not tried again. */
export function deleteWebhook({ db }: Deps, userId: string, webhookId: string): Promise<WebhookDeletion> {
  return db.transaction(async (tx) => {
    const [sent] = await tx
      .select({ n: count() })
      .from(webhookDeliveries)
      .where(eq(webhookDeliveries.webhookId, webhookId));
    const gone = await tx.delete(webhooks).where(ofOwner(userId, webhookId)).returning({ id: webhooks.id });
    if (gone.length === 0) throw missing(webhookId);
    await forgetAnswers(tx, userId, webhookId);
    return { deleted: { webhooks: 1, deliveries: sent?.n ?? 0 } };
  });
}

/** Gives a webhook a new secret, shown in this answer only; for a day the one before signs along. */
export function rotateSecret(
  { db }: Deps,
  userId: string,
  webhookId: string,
  key?: string,
): Promise<MadeWebhook> {
  const once = { key, route: `POST /v1/webhooks/${webhookId}/secret`, body: null, status: 200 };
  return db.transaction((tx) =>
    answerOnce<MadeWebhook>(tx, userId, once, async () => {
      const secret = newSecret();
      const [row] = await tx
        .update(webhooks)
        .set({ secret, previousSecret: webhooks.secret, previousSecretUntil: sql`now() + ${overlap}` })
        .where(ofOwner(userId, webhookId))
        .returning();
      if (row === undefined) throw missing(webhookId);
      const webhook = presentWebhook(row);
      return { answer: { webhook, secret }, kept: { webhook, secret: null } };
    }),
  );
}

/** The address as it is kept; throws `unprocessable` with what is wrong with it. */
function checkedUrl({ allowPrivateWebhooks: allowPrivate }: Deps, url: string): string {
  const detail = webhookUrlProblem(url, { allowPrivate });
  if (detail !== null)
    throw new AppError('unprocessable', `Look at url in the body: ${detail}`, {
      details: { errors: [{ in: 'body', pointer: '/url', detail }] },
    });
  return new URL(url).href;
}

/** 32 random bytes, as Standard Webhooks writes a secret. */
function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

function ofOwner(userId: string, webhookId: string) {
  return and(eq(webhooks.id, webhookId), eq(webhooks.userId, userId));
}

function missing(webhookId: string): AppError {
  return new AppError('not_found', `There is no webhook ${webhookId}.`);
}

function presentWebhook(row: Row): Webhook {
  const { id, url, enabled, disabledReason } = row;
  return {
    ...{ id, url, enabled, disabledReason },
    events: row.events as WebhookEvent[],
    failingSince: row.failingSince?.toISOString() ?? null,
    lastSuccessAt: row.lastSuccessAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}
