import { createRoute, z } from '@hono/zod-openapi';
import { TokenId } from '@snaprun/core/ids';
import type { AppDeps } from '../deps.ts';
import { sessionOnly } from '../middleware/session-only.ts';
import { createRouter } from '../router.ts';
import { idempotencyHeaders } from '../shapes/idempotency-key.ts';
import { problems } from '../shapes/problem.ts';
import { MadeToken, NewToken, TokenDeletion, TokenList } from '../shapes/token.ts';
import { createToken, deleteToken, listTokens } from '../tokens.ts';

const security = [{ bearer: [] }];
const tags = ['account'];

const create = createRoute({
  method: 'post',
  path: '/v1/tokens',
  tags,
  security,
  summary: 'Make a personal token for a program; its secret is shown once',
  description: 'Send the secret as a bearer token. A personal token cannot make tokens.',
  middleware: [sessionOnly] as const,
  request: {
    headers: idempotencyHeaders,
    body: { required: true, content: { 'application/json': { schema: NewToken } } },
  },
  responses: {
    201: {
      description: 'The token with its secret.',
      content: { 'application/json': { schema: MadeToken } },
    },
    ...problems(400, 401, 403, 409, 413, 415, 422, 503),
  },
});

const list = createRoute({
  method: 'get',
  path: '/v1/tokens',
  tags,
  security,
  summary: 'Your personal tokens, newest first',
  responses: {
    200: {
      description: 'All of them, without secrets.',
      content: { 'application/json': { schema: TokenList } },
    },
    ...problems(401, 403, 503),
  },
});

const remove = createRoute({
  method: 'delete',
  path: '/v1/tokens/{id}',
  tags,
  security,
  summary: 'End a personal token at once',
  request: { params: z.object({ id: TokenId }) },
  responses: {
    200: { description: 'What went.', content: { 'application/json': { schema: TokenDeletion } } },
    ...problems(401, 403, 404, 503),
  },
});

export function tokenRoutes({ db }: AppDeps) {
  return createRouter()
    .openapi(create, async (c) => {
      const key = c.req.valid('header')['idempotency-key'];
      return c.json(await createToken(db, c.var.user.id, c.req.valid('json'), key), 201);
    })
    .openapi(list, async (c) => c.json({ tokens: await listTokens(db, c.var.user.id) }, 200))
    .openapi(remove, async (c) => {
      await deleteToken(db, c.var.user.id, c.req.valid('param').id);
      return c.json({ deleted: { tokens: 1 } }, 200);
    });
}
