import { createRoute, z } from '@hono/zod-openapi';
import type { AppDeps } from '../deps.ts';
import { listNotifications, markRead } from '../notifications.ts';
import { createRouter } from '../router.ts';
import { NotificationList, NotificationReading, NotificationsRead } from '../shapes/notification.ts';
import { problems } from '../shapes/problem.ts';
import { text } from '../shapes/text.ts';

const security = [{ bearer: [] }];
const tags = ['notifications'];

const list = createRoute({
  method: 'get',
  path: '/v1/notifications',
  tags,
  security,
  summary: 'What you were told, newest first: one for each job that ended, and what needs your attention',
  request: {
    query: z.object({
      limit: z.coerce.number().int().min(1).max(100).default(20),
      cursor: text(200).optional(),
      unread: z
        .stringbool()
        .optional()
        .openapi({ type: 'boolean', description: 'true: only what is not read yet' }),
    }),
  },
  responses: {
    200: { description: 'One page.', content: { 'application/json': { schema: NotificationList } } },
    ...problems(401, 422, 503),
  },
});

const read = createRoute({
  method: 'post',
  path: '/v1/notifications/read',
  tags,
  security,
  summary: 'Mark notifications as read',
  request: { body: { required: false, content: { 'application/json': { schema: NotificationReading } } } },
  responses: {
    200: {
      description: 'How many were marked, and how many are left unread.',
      content: { 'application/json': { schema: NotificationsRead } },
    },
    ...problems(400, 401, 413, 415, 422, 503),
  },
});

export function notificationRoutes({ db }: AppDeps) {
  return createRouter()
    .openapi(list, async (c) => c.json(await listNotifications(db, c.var.user.id, c.req.valid('query')), 200))
    .openapi(read, async (c) => c.json(await markRead(db, c.var.user.id, c.req.valid('json')), 200));
}
