import type { Db, Tx } from '@snaprun/core/database';
import {
  type WebhookDelivery,
  webhookDeliveries,
  webhooks,
  webhookTries,
} from '@snaprun/core/schema/account';
import { enqueueDelivery } from '@snaprun/core/webhooks';
import { and, eq, isNull, lte, sql } from 'drizzle-orm';
import type { Posting } from './post-delivery.ts';
import { keptTries, leaseMs } from './schedule.ts';

/** The right to make one numbered try, with what is needed for it. */
export interface ClaimedTry {
  delivery: WebhookDelivery;
  userId: string;
  posting: Posting;
}

/**
 * Takes the next try of a delivery for this worker, if it is due and nobody else makes it; else null. One that is not due
 * gets its task again for then, one whose webhook is off is given up.
 */
export function claimTry(db: Db, deliveryId: string): Promise<ClaimedTry | null> {
  return db.transaction(async (tx) => {
    const { id, state, nextTryAt, busyUntil, tries } = webhookDeliveries;
    const [delivery] = await tx
      .update(webhookDeliveries)
      .set({
        tries: sql`${tries} + 1`,
        busyUntil: sql`now() + ${`${leaseMs} milliseconds`}::interval`,
      })
      .where(
        and(
          eq(id, deliveryId),
          eq(state, 'pending'),
          lte(nextTryAt, sql`now()`),
          sql`coalesce(${busyUntil}, '-infinity') <= now()`,
        ),
      )
      .returning();
    if (delivery === undefined) {
      await comeBackLater(tx, deliveryId);
      return null;
    }
    const [webhook] = await tx.select().from(webhooks).where(eq(webhooks.id, delivery.webhookId));
    // It was just deleted, and the delivery goes with it.
    if (webhook === undefined) return null;
    await closeEarlierTries(tx, delivery);
    if (!webhook.enabled && !delivery.byHand) {
      await giveUp(tx, delivery);
      return null;
    }
    await tx.insert(webhookTries).values({ deliveryId, n: delivery.tries });
    const { userId, url, secret, previousSecret, previousSecretUntil } = webhook;
    const isOverlapping = previousSecretUntil !== null && previousSecretUntil.getTime() > Date.now();
    const secrets = previousSecret !== null && isOverlapping ? [secret, previousSecret] : [secret];
    return { delivery, userId, posting: { id: delivery.id, url, body: delivery.body, secrets } };
  });
}

/** The task came early, or while another worker makes the try. */
async function comeBackLater(tx: Tx, deliveryId: string): Promise<void> {
  const { nextTryAt, busyUntil } = webhookDeliveries;
  const [waiting] = await tx
    .select({ userId: webhooks.userId, nextTryAt, busyUntil })
    .from(webhookDeliveries)
    .innerJoin(webhooks, eq(webhooks.id, webhookDeliveries.webhookId))
    .where(and(eq(webhookDeliveries.id, deliveryId), eq(webhookDeliveries.state, 'pending')));
  if (waiting === undefined) return;
  const due = Math.max(waiting.nextTryAt?.getTime() ?? 0, waiting.busyUntil?.getTime() ?? 0);
  await enqueueDelivery(tx, waiting.userId, deliveryId, new Date(due));
}

/** A try without an end was another worker's, which is gone; and only the last ones are kept. */
async function closeEarlierTries(tx: Tx, delivery: WebhookDelivery): Promise<void> {
  const { deliveryId, n, durationMs, error } = webhookTries;
  await tx
    .update(webhookTries)
    .set({ error: 'The worker stopped over this try; whether it arrived is not known.' })
    .where(and(eq(deliveryId, delivery.id), isNull(durationMs), isNull(error)));
  await tx.delete(webhookTries).where(and(eq(deliveryId, delivery.id), lte(n, delivery.tries - keptTries)));
}

async function giveUp(tx: Tx, { id: deliveryId, tries: n }: WebhookDelivery): Promise<void> {
  const error = 'Nothing was sent: the webhook was off when the time came.';
  await tx.insert(webhookTries).values({ deliveryId, n, durationMs: 0, error });
  await tx
    .update(webhookDeliveries)
    .set({ state: 'failed', nextTryAt: null, busyUntil: null })
    .where(eq(webhookDeliveries.id, deliveryId));
}
