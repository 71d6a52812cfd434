import { z } from '@hono/zod-openapi';
import { DeliveryId, JobId, WebhookId } from '@snaprun/core/ids';
import { deliveryStates, disabledReasons } from '@snaprun/core/schema/account';
import { webhookEvents } from '@snaprun/core/webhooks';
import { Time, text } from './text.ts';

const events = z
  .array(z.enum(webhookEvents))
  .min(1, 'Name at least one event.')
  .max(webhookEvents.length)
  .transform((list) => webhookEvents.filter((event) => list.includes(event)))
  .openapi({
    type: 'array',
    items: { type: 'string', enum: [...webhookEvents] },
    minItems: 1,
    maxItems: webhookEvents.length,
    description: 'What it is to be told.',
    example: ['job.succeeded', 'job.failed'],
  });

const url = text(2000).openapi({
  format: 'uri',
  description:
    'Where deliveries are posted: https, a public host, port 443 or one from 1024 on, no name or password, no fragment. Redirects are not followed.',
  example: 'https://example.com/hooks/snaprun',
});

export const Webhook = z
  .object({
    id: WebhookId,
    url: z.string(),
    events: z.array(z.enum(webhookEvents)),
    enabled: z.boolean(),
    disabledReason: z.enum(disabledReasons).nullable().openapi({
      description:
        'why it is off when you did not turn it off: `failing` – nothing arrived for days; `gone` – it answered 410',
    }),
    failingSince: Time.nullable().openapi({ description: 'the first failure since something last arrived' }),
    lastSuccessAt: Time.nullable(),
    createdAt: Time,
  })
  .openapi('Webhook');
export type Webhook = z.infer<typeof Webhook>;

export const NewWebhook = z.object({ url, events }).openapi('NewWebhook');
export type NewWebhook = z.infer<typeof NewWebhook>;

export const WebhookChange = z
  .object({
    url,
    events,
    enabled: z.boolean().openapi({ description: 'Turning it on again forgets that it was failing.' }),
  })
  .partial()
  .openapi('WebhookChange');
export type WebhookChange = z.infer<typeof WebhookChange>;

export const MadeWebhook = z
  .object({
    webhook: Webhook,
    secret: z.string().nullable().openapi({
      description:
        'What deliveries are signed with. Shown once: null when a request is repeated with its Idempotency-Key.',
    }),
  })
  .openapi('MadeWebhook');
export type MadeWebhook = z.infer<typeof MadeWebhook>;

export const WebhookList = z.object({ webhooks: z.array(Webhook) }).openapi('WebhookList');

export const WebhookDeletion = z
  .object({ deleted: z.object({ webhooks: z.number().int(), deliveries: z.number().int() }) })
  .openapi('WebhookDeletion');
export type WebhookDeletion = z.infer<typeof WebhookDeletion>;

const Try = z.object({
  n: z.number().int(),
  at: Time,
  durationMs: z.number().int().nullable().openapi({
    description: 'null while the try is under way, and when its worker stopped over it',
  }),
  status: z.number().int().nullable().openapi({ description: 'the HTTP status that was answered' }),
  response: z.string().nullable().openapi({ description: 'the first 1000 characters of the answer' }),
  error: z
    .string()
    .nullable()
    .openapi({ description: 'why it counts as failed, a sentence; null for a success' }),
});

export const Delivery = z
  .object({
    /** The `webhook-id` of every try. */
    id: DeliveryId,
    webhookId: WebhookId,
    type: z.string().openapi({ description: 'the event, or `webhook.test`', example: 'job.succeeded' }),
    jobId: JobId.nullable(),
    state: z.enum(deliveryStates),
    body: z.string().openapi({ description: 'the body of the request, exactly as it is signed' }),
    tries: z.array(Try).openapi({ description: 'the last ten, oldest first' }),
    nextTryAt: Time.nullable(),
    deliveredAt: Time.nullable(),
    createdAt: Time,
  })
  .openapi('Delivery');
export type Delivery = z.infer<typeof Delivery>;

export const DeliveryList = z
  .object({ deliveries: z.array(Delivery), nextCursor: z.string().nullable() })
  .openapi('DeliveryList');
export type DeliveryList = z.infer<typeof DeliveryList>;
