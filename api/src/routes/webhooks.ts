import { createRoute, z } from '@hono/zod-openapi';
import { WebhookId } from '@snaprun/core/ids';
import type { AppDeps } from '../deps.ts';
import { createRouter } from '../router.ts';
import { idempotencyHeaders } from '../shapes/idempotency-key.ts';
import { problems } from '../shapes/problem.ts';
import {
  MadeWebhook,
  NewWebhook,
  Webhook,
  WebhookChange,
  WebhookDeletion,
  WebhookList,
} from '../shapes/webhook.ts';
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  getWebhook,
  listWebhooks,
  rotateSecret,
} from '../webhooks/webhooks.ts';

const security = [{ bearer: [] }];
const tags = ['webhooks'];
const params = z.object({ id: WebhookId });

const create = createRoute({
  method: 'post',
  path: '/v1/webhooks',
  tags,
  security,
  summary: 'Be told at an address of yours when jobs end; the secret is shown once',
  description:
    'Deliveries are POST requests with a JSON body `{type, timestamp, data}`, signed as Standard Webhooks says (`webhook-id`, `webhook-timestamp`, `webhook-signature`). Any answer 2xx within 10 s counts as arrived; everything else is tried again over about 28 hours.',
  request: {
    headers: idempotencyHeaders,
    body: { required: true, content: { 'application/json': { schema: NewWebhook } } },
  },
  responses: {
    201: {
      description: 'The webhook with its secret.',
      content: { 'application/json': { schema: MadeWebhook } },
    },
    ...problems(400, 401, 403, 409, 413, 415, 422, 503),
  },
});

const list = createRoute({
  method: 'get',
  path: '/v1/webhooks',
  tags,
  security,
  summary: 'Your webhooks, newest first',
  responses: {
    200: {
      description: 'All of them, without secrets.',
      content: { 'application/json': { schema: WebhookList } },
    },
    ...problems(401, 403, 503),
  },
});

const get = createRoute({
  method: 'get',
  path: '/v1/webhooks/{id}',
  tags,
  security,
  summary: 'One webhook',
  request: { params },
  responses: {
    200: { description: 'The webhook.', content: { 'application/json': { schema: Webhook } } },
    ...problems(401, 403, 404, 503),
  },
});

const change = createRoute({
  method: 'patch',
  path: '/v1/webhooks/{id}',
  tags,
  security,
  summary: 'Change its address or events, turn it off or on',
  description:
    'While it is off, what happens is not written down for it, and what was waiting is given up when its time comes.',
  request: {
    params,
    body: { required: false, content: { 'application/json': { schema: WebhookChange } } },
  },
  responses: {
    200: { description: 'The webhook as it is now.', content: { 'application/json': { schema: Webhook } } },
    ...problems(400, 401, 403, 404, 413, 415, 422, 503),
  },
});

const remove = createRoute({
  method: 'delete',
  path: '/v1/webhooks/{id}',
  tags,
  security,
  summary: 'Delete a webhook with the log of its deliveries',
  request: { params },
  responses: {
    200: { description: 'What went.', content: { 'application/json': { schema: WebhookDeletion } } },
    ...problems(401, 403, 404, 503),
  },
});

const rotate = createRoute({
  method: 'post',
  path: '/v1/webhooks/{id}/secret',
  tags,
  security,
  summary: 'Give it a new secret, shown once',
  description: 'For 24 hours deliveries carry two signatures, of the new secret and of the one before.',
  request: { params, headers: idempotencyHeaders },
  responses: {
    200: {
      description: 'The webhook with its new secret.',
      content: { 'application/json': { schema: MadeWebhook } },
    },
    ...problems(401, 403, 404, 409, 422, 503),
  },
});

export function webhookRoutes(deps: AppDeps) {
  return createRouter()
    .openapi(create, async (c) => {
      const key = c.req.valid('header')['idempotency-key'];
      return c.json(await createWebhook(deps, c.var.user.id, c.req.valid('json'), key), 201);
    })
    .openapi(list, async (c) => c.json({ webhooks: await listWebhooks(deps.db, c.var.user.id) }, 200))
    .openapi(get, async (c) => c.json(await getWebhook(deps.db, c.var.user.id, c.req.valid('param').id), 200))
    .openapi(change, async (c) => {
      const { id } = c.req.valid('param');
      return c.json(await changeWebhook(deps, c.var.user.id, id, c.req.valid('json')), 200);
    })
    .openapi(remove, async (c) =>
      c.json(await deleteWebhook(deps, c.var.user.id, c.req.valid('param').id), 200),
    )
    .openapi(rotate, async (c) => {
      const key = c.req.valid('header')['idempotency-key'];
      return c.json(await rotateSecret(deps, c.var.user.id, c.req.valid('param').id, key), 200);
    });
}
