import { createHash } from 'node:crypto';
import { and, arrayContains, eq } from 'drizzle-orm';
import type { Tx } from './database.ts';
import { newId } from './ids.ts';
import { enqueue } from './queue.ts';
import { type Webhook, type WebhookDelivery, webhookDeliveries, webhooks } from './schema/account.ts';
import type { Job } from './schema/jobs.ts';

/** What a webhook can ask to be told. */
export const webhookEvents = ['job.succeeded', 'job.failed', 'job.cancelled'] as const;
export type WebhookEvent = (typeof webhookEvents)[number];
/** Sent when its owner asks for it. */
export const webhookTest = 'webhook.test';

/** Writes deliveries of a job's end to the webhooks of its owner that want it, in the transaction that ends the job. */
export async function announceJobEnd(tx: Tx, job: Job, type: WebhookEvent): Promise<void> {
  const wanting = await tx
    .select({ id: webhooks.id, userId: webhooks.userId })
    .from(webhooks)
    .where(
      and(
        eq(webhooks.userId, job.userId),
        eq(webhooks.enabled, true),
        arrayContains(webhooks.events, [type]),
      ),
    )
    // One that is just being deleted is waited for and left out; nothing can be told to it any more.
    .for('key share');
  for (const webhook of wanting)
    await addDelivery(tx, webhook, { type, jobId: job.id, data: { job: told(job) } });
}

/** Writes a delivery with its task; its body is fixed from here on. */
export async function addDelivery(
  tx: Tx,
  webhook: Pick<Webhook, 'id' | 'userId'>,
  event: { type: string; jobId: string | null; data: object; byHand?: boolean },
): Promise<WebhookDelivery> {
  const { type, jobId, data, byHand = false } = event;
  const body = JSON.stringify({ type, timestamp: new Date().toISOString(), data });
  const [delivery] = await tx
    .insert(webhookDeliveries)
    .values({ id: newId('delivery'), webhookId: webhook.id, jobId, type, body, byHand })
    .returning();
  if (delivery === undefined) throw new Error('The insert returned no row.');
  await enqueueDelivery(tx, webhook.userId, delivery.id);
  return delivery;
}

/**
 * Gives a delivery the task of its next try, in place of one that still waits. Deliveries of one person go one after the
 * other, so that slow receivers of theirs keep nobody else waiting.
 */
export async function enqueueDelivery(
  tx: Tx,
  userId: string,
  deliveryId: string,
  runAt?: Date,
): Promise<void> {
  // Names of queues are kept for ever: a few thousand, and no id among them.
  const queue = `webhooks-${createHash('sha256').update(userId).digest('hex').slice(0, 3)}`;
  const key = `deliver-webhook:${deliveryId}`;
  await enqueue(tx, 'deliver-webhook', { deliveryId }, { key, queue, ...(runAt && { runAt }) });
}

/** What a receiver is told of a job, under the names that the api uses. */
function told(job: Job) {
  const { id, name, fileId, parentId, relation, status, outcome, error, summary, receipt } = job;
  return {
    ...{ id, name, fileId, parentId, relation, status, outcome, error, summary, receipt },
    queuedAt: job.queuedAt.toISOString(),
    startedAt: job.startedAt?.toISOString() ?? null,
    finishedAt: job.finishedAt?.toISOString() ?? null,
  };
}
