import type { Db } from '@snaprun/core/database';
import { webhookDeliveries } from '@snaprun/core/schema/account';
import { enqueueDelivery } from '@snaprun/core/webhooks';
import { inArray, lt, sql as text } from 'drizzle-orm';

const atOnce = 500;
/** How long the log of deliveries is kept; the last try of one is made 28 hours after its event. */
const keptFor = text`interval '30 days'`;

/** Removes deliveries older than 30 days with their tries, whatever became of them; returns how many. */
export async function sweepDeliveries(db: Db, signal?: AbortSignal): Promise<number> {
  let swept = 0;
  for (;;) {
    const { id, createdAt } = webhookDeliveries;
    const old = db
      .select({ id })
      .from(webhookDeliveries)
      .where(lt(createdAt, text`now() - ${keptFor}`))
      .limit(atOnce);
    const gone = await db.delete(webhookDeliveries).where(inArray(id, old)).returning({ id });
    swept += gone.length;
    if (gone.length < atOnce || signal?.aborted) return swept;
  }
}

/**
 * Gives deliveries that have been due for a minute, and that no task of the queue knows, a task again; returns how many.
 *
 * A task goes when it failed 25 times for a reason of ours, or with somebody who cleans the queue by hand.
 */
export async function requeueForgotten(db: Db): Promise<number> {
  const forgotten = await db.execute<{ id: string; userId: string }>(text`
    select d.id, w.user_id as "userId" from webhook_deliveries d join webhooks w on w.id = d.webhook_id
    where d.state = 'pending' and d.next_try_at < now() - interval '1 minute'
      and coalesce(d.busy_until, '-infinity') < now() and not exists (
        select from graphile_worker.jobs t
        where t.key = 'deliver-webhook:' || d.id and (t.locked_at is not null or t.attempts < t.max_attempts))
    limit ${atOnce}`);
  for (const { id, userId } of forgotten) await enqueueDelivery(db, userId, id);
  return forgotten.length;
}
