import { sql } from 'drizzle-orm';
import type { Tx } from './database.ts';
import { eventsChannel } from './events.ts';
import { newId } from './ids.ts';
import { notifications } from './schema/account.ts';

export interface NewNotification {
  userId: string;
  jobId: string | null;
  /** What happened, as `job.succeeded` or `webhook.disabled`. */
  kind: string;
  /** A sentence for people. */
  message: string;
}

/** Keeps a notification for a person and tells who listens when the transaction commits; returns its id. */
export async function addNotification(tx: Tx, notification: NewNotification): Promise<string> {
  const id = newId('notification');
  await tx.insert(notifications).values({ id, ...notification });
  await tx.execute(sql`select pg_notify(${eventsChannel}::text, ${`${notification.userId} ${id} 0`}::text)`);
  return id;
}
