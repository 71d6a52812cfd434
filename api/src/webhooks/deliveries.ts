import type { Tx } from '@snaprun/core/database';
import { AppError } from '@snaprun/core/errors';
import {
  type WebhookDelivery,
  type WebhookTry,
  webhookDeliveries,
  webhooks,
  webhookTries,
} from '@snaprun/core/schema/account';
import { addDelivery, enqueueDelivery, webhookTest } from '@snaprun/core/webhooks';
import { and, asc, desc, eq, getTableColumns, gt, inArray, sql } from 'drizzle-orm';
import { exactTime, readCursor, writeCursor } from '../cursor.ts';
import type { AppDeps } from '../deps.ts';
import { answerOnce } from '../idempotency.ts';
import type { Delivery, DeliveryList } from '../shapes/webhook.ts';
import { getWebhook } from './webhooks.ts';

type Deps = Pick<AppDeps, 'db'>;
type State = WebhookDelivery['state'];

/** One page of what was or is to be delivered to a webhook, newest first. */
export async function listDeliveries(
  tx: Tx,
  userId: string,
  webhookId: string,
  filter: { limit: number; cursor?: string | undefined; state?: State | undefined },
): Promise<DeliveryList> {
  await getWebhook(tx, userId, webhookId);
  const after = filter.cursor === undefined ? undefined : readCursor(filter.cursor, 'delivery');
  const { createdAt, id, state } = webhookDeliveries;
  const rows = await tx
    .select({ ...getTableColumns(webhookDeliveries), exactly: exactTime(createdAt) })
    .from(webhookDeliveries)
    .where(
      and(
        eq(webhookDeliveries.webhookId, webhookId),
        filter.state && eq(state, filter.state),
        after && sql`(${createdAt}, ${id}) < (${after.time}::timestamptz, ${after.id}::text)`,
      ),
    )
    .orderBy(desc(createdAt), desc(id))
    .limit(filter.limit + 1);
  const page = rows.slice(0, filter.limit);
  const last = rows.length > filter.limit ? page.at(-1) : undefined;
  return {
    deliveries: await presentDeliveries(tx, page),
    nextCursor: last === undefined ? null : writeCursor({ time: last.exactly, id: last.id }),
  };
}

export interface DeliveryPlace {
  /** Of the webhook. */
  id: string;
  deliveryId: string;
}

export async function getDelivery(tx: Tx, userId: string, place: DeliveryPlace): Promise<Delivery> {
  return presentDelivery(tx, await findDelivery(tx, userId, place));
}

/** Sends a test event, once, also to a webhook that is off; throws a conflict while the last one is under way. */
export function testWebhook(
  { db }: Deps,
  userId: string,
  webhookId: string,
  key?: string,
): Promise<Delivery> {
  const once = { key, route: `POST /v1/webhooks/${webhookId}/test`, body: null, status: 201 };
  return db.transaction((tx) =>
    answerOnce(tx, userId, once, async () => {
      // Held, so that of two requests at once the second sees the first one's delivery.
      await tx
        .select({ one: sql`1` })
        .from(webhooks)
        .where(and(eq(webhooks.id, webhookId), eq(webhooks.userId, userId)))
        .for('no key update');
      await getWebhook(tx, userId, webhookId);
      const { type, state, createdAt } = webhookDeliveries;
      const [waiting] = await tx
        .select({ id: webhookDeliveries.id })
        .from(webhookDeliveries)
        .where(
          and(
            eq(webhookDeliveries.webhookId, webhookId),
            eq(type, webhookTest),
            eq(state, 'pending'),
            gt(createdAt, sql`now() - interval '10 minutes'`),
          ),
        )
        .limit(1);
      if (waiting !== undefined)
        throw new AppError('conflict', `The last test, ${waiting.id}, is still under way. Look at it first.`);
      const event = {
        type: webhookTest,
        jobId: null,
        data: { message: 'This is a test. It tells that deliveries arrive here.' },
        byHand: true,
      };
      return { answer: present(await addDelivery(tx, { id: webhookId, userId }, event), []) };
    }),
  );
}

/**
 * Sends a delivery again, with the same body and `webhook-id`, also to a webhook that is off. One that waits for its next
 * try is tried now and keeps its further tries; one that has ended gets one more. Throws a conflict while a try is under way.
 */
export function replayDelivery(
  { db }: Deps,
  userId: string,
  place: DeliveryPlace,
  key?: string,
): Promise<Delivery> {
  const route = `POST /v1/webhooks/${place.id}/deliveries/${place.deliveryId}/replay`;
  return db.transaction((tx) =>
    answerOnce(tx, userId, { key, route, body: null, status: 202 }, async () => {
      const found = await findDelivery(tx, userId, place);
      const { state, byHand, busyUntil } = webhookDeliveries;
      const [row] = await tx
        .update(webhookDeliveries)
        .set({
          state: 'pending',
          byHand: sql`${byHand} or ${state} <> 'pending'`,
          nextTryAt: sql`now()`,
        })
        .where(and(eq(webhookDeliveries.id, found.id), sql`coalesce(${busyUntil}, '-infinity') <= now()`))
        .returning();
      if (row === undefined)
        throw new AppError('conflict', `A try of ${found.id} is under way. Wait for what comes of it.`);
      await enqueueDelivery(tx, userId, row.id);
      return { answer: await presentDelivery(tx, row) };
    }),
  );
}

async function findDelivery(tx: Tx, userId: string, place: DeliveryPlace): Promise<WebhookDelivery> {
  const [row] = await tx
    .select(getTableColumns(webhookDeliveries))
    .from(webhookDeliveries)
    .innerJoin(webhooks, eq(webhooks.id, webhookDeliveries.webhookId))
    .where(
      and(
        eq(webhookDeliveries.id, place.deliveryId),
        eq(webhookDeliveries.webhookId, place.id),
        eq(webhooks.userId, userId),
      ),
    );
  if (row === undefined) throw new AppError('not_found', `There is no delivery ${place.deliveryId}.`);
  return row;
}

async function presentDelivery(tx: Tx, row: WebhookDelivery): Promise<Delivery> {
  const [delivery] = await presentDeliveries(tx, [row]);
  if (delivery === undefined) throw new Error('One row makes one delivery.');
  return delivery;
}

/** Deliveries as the api shows them, in the order given. */
export async function presentDeliveries(tx: Tx, rows: readonly WebhookDelivery[]): Promise<Delivery[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const tries = await tx
    .select()
    .from(webhookTries)
    .where(inArray(webhookTries.deliveryId, ids))
    .orderBy(asc(webhookTries.n));
  const of = Map.groupBy(tries, ({ deliveryId }) => deliveryId);
  return rows.map((row) => present(row, of.get(row.id) ?? []));
}

function present(row: WebhookDelivery, tries: readonly WebhookTry[]): Delivery {
  const { id, webhookId, type, jobId, state, body } = row;
  return {
    ...{ id, webhookId, type, jobId, state, body },
    tries: tries.map(({ deliveryId: _, at, ...rest }) => ({ ...rest, at: at.toISOString() })),
    nextTryAt: row.nextTryAt?.toISOString() ?? null,
    deliveredAt: row.deliveredAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}
