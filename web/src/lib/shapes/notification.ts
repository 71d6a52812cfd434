import * as v from 'valibot';

export const Notification = v.object({
  id: v.string(),
  kind: v.string(),
  message: v.string(),
  jobId: v.nullable(v.string()),
  readAt: v.nullable(v.string()),
  createdAt: v.string(),
});
export type Notification = v.InferOutput<typeof Notification>;

export const NotificationPage = v.object({
  notifications: v.array(Notification),
  unread: v.number(),
  nextCursor: v.nullable(v.string()),
});
export const NotificationsRead = v.object({ unread: v.number() });
