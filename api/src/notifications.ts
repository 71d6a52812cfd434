import type { Tx } from '@snaprun/core/database';
import { notifications } from '@snaprun/core/schema/account';
import { and, count, desc, eq, getTableColumns, inArray, isNull, sql } from 'drizzle-orm';
import { exactTime, readCursor, writeCursor } from './cursor.ts';
import type {
  Notification,
  NotificationList,
  NotificationReading,
  NotificationsRead,
} from './shapes/notification.ts';

/** One page of what a person was told, newest first. */
export async function listNotifications(
  tx: Tx,
  userId: string,
  filter: { limit: number; cursor?: string | undefined; unread?: boolean | undefined },
): Promise<NotificationList> {
  const after = filter.cursor === undefined ? undefined : readCursor(filter.cursor, 'notification');
  const { createdAt, id, readAt } = notifications;
  const rows = await tx
    .select({ ...getTableColumns(notifications), exactly: exactTime(createdAt) })
    .from(notifications)
    .where(
      and(
        eq(notifications.userId, userId),
        filter.unread ? isNull(readAt) : undefined,
        after && sql`(${createdAt}, ${id}) < (${after.time}::timestamptz, ${after.id}::text)`,
      ),
    )
    .orderBy(desc(createdAt), desc(id))
    .limit(filter.limit + 1);
  const page = rows.slice(0, filter.limit);
  const last = rows.length > filter.limit ? page.at(-1) : undefined;
  return {
    notifications: page.map(presentNotification),
    unread: await countUnread(tx, userId),
    nextCursor: last === undefined ? null : writeCursor({ time: last.exactly, id: last.id }),
  };
}

/** Marks notifications of a person as read; those that were read before keep their time. */
export async function markRead(
  tx: Tx,
  userId: string,
  { ids }: NotificationReading,
): Promise<NotificationsRead> {
  const { id, readAt } = notifications;
  const marked = await tx
    .update(notifications)
    .set({ readAt: sql`now()` })
    .where(
      and(eq(notifications.userId, userId), isNull(readAt), ids === undefined ? undefined : inArray(id, ids)),
    )
    .returning({ id });
  return { read: marked.length, unread: await countUnread(tx, userId) };
}

/** The notification if it is this person's. */
export async function findNotification(
  tx: Tx,
  userId: string,
  notificationId: string,
): Promise<Notification | null> {
  const [row] = await tx
    .select()
    .from(notifications)
    .where(and(eq(notifications.id, notificationId), eq(notifications.userId, userId)));
  return row === undefined ? null : presentNotification(row);
}

async function countUnread(tx: Tx, userId: string): Promise<number> {
  const [row] = await tx
    .select({ n: count() })
    .from(notifications)
    .where(and(eq(notifications.userId, userId), isNull(notifications.readAt)));
  return row?.n ?? 0;
}

function presentNotification(row: typeof notifications.$inferSelect): Notification {
  const { id, kind, message, jobId, readAt, createdAt } = row;
  return {
    ...{ id, kind, message, jobId },
    readAt: readAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  };
}
