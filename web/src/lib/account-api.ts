import * as v from 'valibot';
import { call, send } from './request.ts';
import { NotificationPage, NotificationsRead } from './shapes/notification.ts';

/** The stream of all jobs and notifications of this person, live only. */
export function openUserEvents(signal: AbortSignal): Promise<Response> {
  return send('GET', '/v1/events', { headers: { accept: 'text/event-stream' }, signal });
}

export function listNotifications(
  page: { limit: number; cursor?: string | null; unread?: boolean },
  signal?: AbortSignal,
) {
  const query = new URLSearchParams({ limit: String(page.limit) });
  if (page.cursor) query.set('cursor', page.cursor);
  if (page.unread) query.set('unread', 'true');
  return call(NotificationPage, 'GET', `/v1/notifications?${query}`, { signal });
}

/** Without ids all of them are marked. */
export function markNotificationsRead(ids?: string[]) {
  return call(NotificationsRead, 'POST', '/v1/notifications/read', { body: ids ? { ids } : {} });
}

/** Cancels the job where it still runs, and deletes all of it for good. */
export function deleteJob(id: string) {
  return call(v.unknown(), 'DELETE', `/v1/jobs/${encodeURIComponent(id)}`);
}
