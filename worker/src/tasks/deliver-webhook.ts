import type { Db } from '@snaprun/core/database';
import type { Log } from '@snaprun/core/log';
import { inSpan } from '../telemetry/in-span.ts';
import { claimTry } from '../webhooks/claim-try.ts';
import { postDelivery, type Reach } from '../webhooks/post-delivery.ts';
import { recordTry } from '../webhooks/record-try.ts';

export interface DeliveryDeps {
  db: Db;
  log: Log;
  webhooks: Reach;
}

/**
 * Makes the next try of a delivery, if it is due. What the receiver does is written down; only trouble of ours throws, and
 * the queue tries the task again. A try whose worker stops over it is made anew by another one, with the same `webhook-id`.
 */
export async function deliverWebhook(
  { db, log, webhooks }: DeliveryDeps,
  deliveryId: string,
  stopping: AbortSignal,
): Promise<void> {
  const claimed = await claimTry(db, deliveryId);
  if (claimed === null) return;
  await inSpan('deliver webhook', {}, async (note) => {
    const began = performance.now();
    const answer = await postDelivery(claimed.posting, webhooks, stopping);
    const durationMs = Math.round(performance.now() - began);
    await recordTry(db, claimed, answer, durationMs);
    const result = answer.error === null ? 'delivered' : answer.status === null ? 'no_answer' : 'refused';
    note({ 'snaprun.webhook.result': result });
    const { id, webhookId, tries } = claimed.delivery;
    log.info('a webhook was tried', { deliveryId: id, webhookId, tries, status: answer.status, result });
  });
}
