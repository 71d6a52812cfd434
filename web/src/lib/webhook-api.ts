import * as v from 'valibot';
import { call } from './request.ts';
import {
  Delivery,
  DeliveryPage,
  MadeWebhook,
  Webhook,
  type WebhookChange,
  WebhookList,
} from './shapes/webhook.ts';

const path = (id: string) => `/v1/webhooks/${encodeURIComponent(id)}`;

export async function listWebhooks(signal?: AbortSignal) {
  return (await call(WebhookList, 'GET', '/v1/webhooks', { signal })).webhooks;
}

export function getWebhook(id: string, signal?: AbortSignal) {
  return call(Webhook, 'GET', path(id), { signal });
}

/** Its signing secret is told this once. */
export function createWebhook(webhook: { url: string; events: string[] }, idempotencyKey: string) {
  return call(MadeWebhook, 'POST', '/v1/webhooks', {
    body: webhook,
    headers: { 'idempotency-key': idempotencyKey },
  });
}

export function changeWebhook(id: string, change: WebhookChange) {
  return call(Webhook, 'PATCH', path(id), { body: change });
}

export function deleteWebhook(id: string) {
  return call(v.unknown(), 'DELETE', path(id));
}

export function renewWebhookSecret(id: string, idempotencyKey: string) {
  return call(MadeWebhook, 'POST', `${path(id)}/secret`, { headers: { 'idempotency-key': idempotencyKey } });
}

export function testWebhook(id: string, idempotencyKey: string) {
  return call(Delivery, 'POST', `${path(id)}/test`, { headers: { 'idempotency-key': idempotencyKey } });
}

export function listDeliveries(id: string, cursor: string | null, signal?: AbortSignal) {
  const query = new URLSearchParams({ limit: '20', ...(cursor === null ? {} : { cursor }) });
  return call(DeliveryPage, 'GET', `${path(id)}/deliveries?${query}`, { signal });
}

export function replayDelivery(id: string, deliveryId: string, idempotencyKey: string) {
  return call(Delivery, 'POST', `${path(id)}/deliveries/${encodeURIComponent(deliveryId)}/replay`, {
    headers: { 'idempotency-key': idempotencyKey },
  });
}
