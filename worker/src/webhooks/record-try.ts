import type { Db, Tx } from '@snaprun/core/database';
import { addNotification } from '@snaprun/core/notifications';
import {
  type WebhookDelivery,
  webhookDeliveries,
  webhooks,
  webhookTries,
} from '@snaprun/core/schema/account';
import { enqueueDelivery } from '@snaprun/core/webhooks';
import { and, eq, sql } from 'drizzle-orm';
import type { ClaimedTry } from './claim-try.ts';
import type { Answer } from './post-delivery.ts';
import { failingDays, pausesMs } from './schedule.ts';

const gone = 410;

/**
 * Writes down what came of a try and what follows from it: delivered, another try after a pause, or given up, and with
 * the last a webhook where nothing arrives for days is turned off. Of a try that took longer than its lease only the
 * outcome is kept: another worker has gone on.
 */
export function recordTry(
  db: Db,
  { delivery, userId }: ClaimedTry,
  answer: Answer,
  durationMs: number,
): Promise<void> {
  return db.transaction(async (tx) => {
    // First, as whoever deletes it does: the two would otherwise wait for each other in a circle.
    await tx
      .select({ id: webhooks.id })
      .from(webhooks)
      .where(eq(webhooks.id, delivery.webhookId))
      .for('no key update');
    await tx
      .update(webhookTries)
      .set({ durationMs, ...answer })
      .where(and(eq(webhookTries.deliveryId, delivery.id), eq(webhookTries.n, delivery.tries)));
    const next = nextStep(delivery, answer);
    const mine = await tx
      .update(webhookDeliveries)
      .set({ ...next, busyUntil: null })
      .where(and(eq(webhookDeliveries.id, delivery.id), eq(webhookDeliveries.tries, delivery.tries)))
      .returning({ id: webhookDeliveries.id });
    if (mine.length === 0) return;
    if (next.state === 'pending') await enqueueDelivery(tx, userId, delivery.id, next.nextTryAt);
    if (next.state === 'delivered') await noteSuccess(tx, delivery.webhookId);
    else if (!delivery.byHand) await noteFailure(tx, delivery.webhookId, next.state === 'failed', answer);
  });
}

function nextStep({ byHand, tries }: WebhookDelivery, { status, error }: Answer) {
  if (error === null) return { state: 'delivered' as const, nextTryAt: null, deliveredAt: new Date() };
  const pauseMs = byHand || status === gone ? undefined : pausesMs[tries - 1];
  if (pauseMs === undefined) return { state: 'failed' as const, nextTryAt: null };
  return { state: 'pending' as const, nextTryAt: new Date(Date.now() + pauseMs) };
}

async function noteSuccess(tx: Tx, webhookId: string): Promise<void> {
  await tx
    .update(webhooks)
    .set({ failingSince: null, lastSuccessAt: sql`now()` })
    .where(eq(webhooks.id, webhookId));
}

async function noteFailure(tx: Tx, webhookId: string, isGivenUp: boolean, answer: Answer): Promise<void> {
  const { id, enabled, failingSince } = webhooks;
  await tx
    .update(webhooks)
    .set({ failingSince: sql`coalesce(${failingSince}, now())` })
    .where(eq(id, webhookId));
  if (!isGivenUp) return;
  const isGone = answer.status === gone;
  const long = sql`${failingSince} <= now() - make_interval(days => ${failingDays}::int)`;
  const [off] = await tx
    .update(webhooks)
    .set({ enabled: false, disabledReason: isGone ? 'gone' : 'failing' })
    .where(and(eq(id, webhookId), eq(enabled, true), isGone ? undefined : long))
    .returning();
  if (off === undefined) return;
  const host = new URL(off.url).host;
  const why = isGone
    ? `${host} answered that nothing is to be sent there any more (410)`
    : `Nothing has arrived at ${host} since ${off.failingSince?.toISOString().slice(0, 10)}`;
  await addNotification(tx, {
    userId: off.userId,
    jobId: null,
    kind: 'webhook.disabled',
    message: `${why}, so the webhook was turned off. Mend the receiver, then turn it on again.`,
  });
}
