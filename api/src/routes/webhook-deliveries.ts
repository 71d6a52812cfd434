import { createRoute, z } from '@hono/zod-openapi';
import { DeliveryId, WebhookId } from '@snaprun/core/ids';
import { deliveryStates } from '@snaprun/core/schema/account';
import type { AppDeps } from '../deps.ts';
import { createRouter } from '../router.ts';
import { idempotencyHeaders } from '../shapes/idempotency-key.ts';
import { problems } from '../shapes/problem.ts';
import { text } from '../shapes/text.ts';
import { Delivery, DeliveryList } from '../shapes/webhook.ts';
import { getDelivery, listDeliveries, replayDelivery, testWebhook } from '../webhooks/deliveries.ts';

const security = [{ bearer: [] }];
const tags = ['webhooks'];
const params = z.object({ id: WebhookId });
const deliveryParams = z.object({ id: WebhookId, deliveryId: DeliveryId });

const sendTest = createRoute({
  method: 'post',
  path: '/v1/webhooks/{id}/test',
  tags,
  security,
  summary: 'Send a test event (`webhook.test`), once, also to a webhook that is off',
  description: 'Ask for the delivery again to see what came of it.',
  request: { params, headers: idempotencyHeaders },
  responses: {
    201: { description: 'Its delivery.', content: { 'application/json': { schema: Delivery } } },
    ...problems(401, 403, 404, 409, 422, 503),
  },
});

const list = createRoute({
  method: 'get',
  path: '/v1/webhooks/{id}/deliveries',
  tags,
  security,
  summary: 'What was delivered or is to be, newest first, with bodies and answers; kept for 30 days',
  request: {
    params,
    query: z.object({
      limit: z.coerce.number().int().min(1).max(50).default(20),
      cursor: text(200).optional(),
      state: z.enum(deliveryStates).optional(),
    }),
  },
  responses: {
    200: { description: 'One page.', content: { 'application/json': { schema: DeliveryList } } },
    ...problems(401, 403, 404, 422, 503),
  },
});

const get = createRoute({
  method: 'get',
  path: '/v1/webhooks/{id}/deliveries/{deliveryId}',
  tags,
  security,
  summary: 'One delivery',
  request: { params: deliveryParams },
  responses: {
    200: { description: 'The delivery.', content: { 'application/json': { schema: Delivery } } },
    ...problems(401, 403, 404, 503),
  },
});

const replay = createRoute({
  method: 'post',
  path: '/v1/webhooks/{id}/deliveries/{deliveryId}/replay',
  tags,
  security,
  summary: 'Send a delivery again, with the same body and `webhook-id`, also to a webhook that is off',
  description:
    'One that waits for its next try is tried now and keeps its further tries; one that has ended gets one more.',
  request: { params: deliveryParams, headers: idempotencyHeaders },
  responses: {
    202: {
      description: 'The delivery; it is sent in a moment.',
      content: { 'application/json': { schema: Delivery } },
    },
    ...problems(401, 403, 404, 409, 422, 503),
  },
});

export function webhookDeliveryRoutes(deps: AppDeps) {
  return createRouter()
    .openapi(sendTest, async (c) => {
      const key = c.req.valid('header')['idempotency-key'];
      return c.json(await testWebhook(deps, c.var.user.id, c.req.valid('param').id, key), 201);
    })
    .openapi(list, async (c) => {
      const { id } = c.req.valid('param');
      return c.json(await listDeliveries(deps.db, c.var.user.id, id, c.req.valid('query')), 200);
    })
    .openapi(get, async (c) => c.json(await getDelivery(deps.db, c.var.user.id, c.req.valid('param')), 200))
    .openapi(replay, async (c) => {
      const key = c.req.valid('header')['idempotency-key'];
      return c.json(await replayDelivery(deps, c.var.user.id, c.req.valid('param'), key), 202);
    });
}
