import * as v from 'valibot';
import { call, send } from './request.ts';
import { AccountDeletion, MadeToken, Me, type MeChange, TokenList, Usage } from './shapes/account.ts';
import { ModelHealth, ModelTest, type RoleName } from './shapes/models.ts';
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

export function getMe(signal?: AbortSignal) {
  return call(Me, 'GET', '/v1/me', { signal });
}

export function changeMe(change: MeChange) {
  return call(Me, 'PATCH', '/v1/me', { body: change });
}

export async function deleteMe() {
  return (await call(AccountDeletion, 'DELETE', '/v1/me')).deleted;
}

/** Everything that is kept of this person, as one JSON file. */
export async function exportMe(): Promise<Blob> {
  return (await send('GET', '/v1/me/export', {})).blob();
}

export function getUsage(signal?: AbortSignal) {
  return call(Usage, 'GET', '/v1/usage', { signal });
}

export async function listTokens(signal?: AbortSignal) {
  return (await call(TokenList, 'GET', '/v1/tokens', { signal })).tokens;
}

/** Makes a personal token; its secret is told this once. */
export function createToken(
  token: { name: string; scopes: string[]; expiresAt: string | null },
  idempotencyKey: string,
) {
  return call(MadeToken, 'POST', '/v1/tokens', {
    body: token,
    headers: { 'idempotency-key': idempotencyKey },
  });
}

export function revokeToken(id: string) {
  return call(v.unknown(), 'DELETE', `/v1/tokens/${encodeURIComponent(id)}`);
}

export function getModelHealth(signal?: AbortSignal) {
  return call(ModelHealth, 'GET', '/health/models', { signal });
}

/** Asks one role straight; the answer comes as the model gave it. */
export function testModel(
  role: RoleName,
  question: { prompt: string; fileId?: string },
  signal?: AbortSignal,
) {
  return call(ModelTest, 'POST', `/v1/models/${role}/test`, { body: question, signal });
}
