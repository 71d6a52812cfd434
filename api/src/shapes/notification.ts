import { z } from '@hono/zod-openapi';
import { JobId, NotificationId } from '@snaprun/core/ids';
import { Time } from './text.ts';

export const Notification = z
  .object({
    id: z.string(),
    kind: z.string().openapi({ example: 'job.succeeded' }),
    message: z.string().openapi({ example: '“chart.png” is done: reproduced.' }),
    jobId: JobId.nullable(),
    readAt: Time.nullable(),
    createdAt: Time,
  })
  .openapi('Notification');
export type Notification = z.infer<typeof Notification>;

export const NotificationList = z
  .object({
    notifications: z.array(Notification),
    /** Of all, not of this page. */
    unread: z.number().int(),
    nextCursor: z.string().nullable(),
  })
  .openapi('NotificationList');
export type NotificationList = z.infer<typeof NotificationList>;

export const NotificationReading = z
  .object({
    ids: z
      .array(NotificationId)
      .max(1000)
      .optional()
      .openapi({ description: 'Left out: all there are now. Ids that are not yours are passed over.' }),
  })
  .openapi('NotificationReading');
export type NotificationReading = z.infer<typeof NotificationReading>;

export const NotificationsRead = z
  .object({ read: z.number().int(), unread: z.number().int() })
  .openapi('NotificationsRead');
export type NotificationsRead = z.infer<typeof NotificationsRead>;
