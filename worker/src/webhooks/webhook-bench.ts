import type { Database } from '@snaprun/core/database';
import { newId } from '@snaprun/core/ids';
import { createLog } from '@snaprun/core/log';
import { notifications, webhookDeliveries, webhooks, webhookTries } from '@snaprun/core/schema/account';
import { createTestDatabase } from '@snaprun/core/testing/database';
import { insertUser } from '@snaprun/core/testing/factories';
import { addDelivery } from '@snaprun/core/webhooks';
import { asc, eq } from 'drizzle-orm';
import { deliverWebhook } from '../tasks/deliver-webhook.ts';
import type { Reach } from './post-delivery.ts';
import { localReach } from './test-receiver.ts';

export const secret = `whsec_${Buffer.from('a secret that only tests know').toString('base64')}`;

/** Webhooks and deliveries on a real Postgres, with its clock moved by moving what is written in it. */
export async function createWebhookBench() {
  const database = await createTestDatabase();
  const { db, sql } = database;
  const lines: string[] = [];
  const log = createLog({}, (line) => lines.push(line));
  const user = await insertUser(db);
  const bench = {
    ...{ database: database as Database & { url: string }, db, sql, user, log, lines },
    async webhook(url: string, more: Partial<typeof webhooks.$inferInsert> = {}) {
      const id = newId('webhook');
      const events = ['job.succeeded', 'job.failed', 'job.cancelled'];
      const [row] = await db
        .insert(webhooks)
        .values({ id, userId: user.id, url, secret, events, ...more })
        .returning();
      if (row === undefined) throw new Error('No webhook was inserted.');
      return row;
    },
    delivery: (webhook: { id: string; userId: string }, byHand = false) =>
      addDelivery(db, webhook, { type: 'job.succeeded', jobId: null, data: { n: 1 }, byHand }),
    /** One turn of the task. */
    deliver: (id: string, reach: Partial<Reach> = {}, stopping = new AbortController().signal) =>
      deliverWebhook({ db, log, webhooks: { ...localReach, ...reach } }, id, stopping),
    /** As if the pause before its next try were over, or its worker silent for longer than a lease. */
    async pass(id: string) {
      await sql`update webhook_deliveries set next_try_at = now(), busy_until = null where id = ${id}`;
    },
    async read(id: string) {
      const [row] = await db.select().from(webhookDeliveries).where(eq(webhookDeliveries.id, id));
      if (row === undefined) throw new Error(`There is no delivery ${id}.`);
      return row;
    },
    tries: (id: string) =>
      db.select().from(webhookTries).where(eq(webhookTries.deliveryId, id)).orderBy(asc(webhookTries.n)),
    async readWebhook(id: string) {
      const [row] = await db.select().from(webhooks).where(eq(webhooks.id, id));
      if (row === undefined) throw new Error(`There is no webhook ${id}.`);
      return row;
    },
    told: () => db.select().from(notifications).where(eq(notifications.userId, user.id)),
    /** The delivery's task in the queue: when it runs, or null where none waits. */
    async taskAt(id: string): Promise<Date | null> {
      const [task] = await sql<{ runAt: Date }[]>`
        select run_at as "runAt" from graphile_worker.jobs where key = ${`deliver-webhook:${id}`}`;
      return task?.runAt ?? null;
    },
    close: () => database.drop(),
  };
  return bench;
}
