import * as v from 'valibot';

const text = v.nullable(v.string());

export const webhookEvents = ['job.succeeded', 'job.failed', 'job.cancelled'] as const;

export const Webhook = v.object({
  id: v.string(),
  url: v.string(),
  events: v.array(v.string()),
  enabled: v.boolean(),
  disabledReason: v.nullable(v.string()),
  failingSince: text,
  lastSuccessAt: text,
  createdAt: v.string(),
});
export type Webhook = v.InferOutput<typeof Webhook>;
export type WebhookChange = Partial<Pick<Webhook, 'url' | 'events' | 'enabled'>>;

export const WebhookList = v.object({ webhooks: v.array(Webhook) });
export const MadeWebhook = v.object({ webhook: Webhook, secret: text });

export const Delivery = v.object({
  id: v.string(),
  type: v.string(),
  jobId: text,
  state: v.picklist(['pending', 'delivered', 'failed']),
  body: v.string(),
  tries: v.array(
    v.object({
      n: v.number(),
      at: v.string(),
      durationMs: v.nullable(v.number()),
      status: v.nullable(v.number()),
      response: text,
      error: text,
    }),
  ),
  nextTryAt: text,
  createdAt: v.string(),
});
export type Delivery = v.InferOutput<typeof Delivery>;
export const DeliveryPage = v.object({ deliveries: v.array(Delivery), nextCursor: text });
