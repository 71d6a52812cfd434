import { createRoute, z } from '@hono/zod-openapi';
import { JobId } from '@snaprun/core/ids';
import type { Context } from 'hono';
import type { AppDeps } from '../deps.ts';
import { createRouter } from '../router.ts';
import { idempotencyHeaders } from '../shapes/idempotency-key.ts';
import { problems } from '../shapes/problem.ts';
import { MadeShare, NewShare, ShareDeletion, SharedResult, ShareList } from '../shapes/share.ts';
import { sharedResult } from '../shared-result.ts';
import { createShare, deleteShare, listShares } from '../shares.ts';

const security = [{ bearer: [] }];
const tags = ['shares'];
const jobParams = z.object({ id: JobId });

const create = createRoute({
  method: 'post',
  path: '/v1/jobs/{id}/shares',
  tags,
  security,
  summary: 'Make a link that shows the result of a job to whoever has it',
  description:
    'The job must have ended. The link shows the picture, the result and its code, and nothing of you.',
  request: {
    params: jobParams,
    headers: idempotencyHeaders,
    body: { required: false, content: { 'application/json': { schema: NewShare } } },
  },
  responses: {
    201: { description: 'The share with its link.', content: { 'application/json': { schema: MadeShare } } },
    ...problems(400, 401, 403, 404, 409, 413, 415, 422, 503),
  },
});

const list = createRoute({
  method: 'get',
  path: '/v1/jobs/{id}/shares',
  tags,
  security,
  summary: 'The links to a job that still show it, newest first',
  request: { params: jobParams },
  responses: {
    200: {
      description: 'All of them, without tokens.',
      content: { 'application/json': { schema: ShareList } },
    },
    ...problems(401, 403, 404, 503),
  },
});

const remove = createRoute({
  method: 'delete',
  path: '/v1/shares/{share}',
  tags,
  security,
  summary: 'End a link at once; `share` is its id',
  request: { params: z.object({ share: z.string().max(100) }) },
  responses: {
    200: { description: 'What went.', content: { 'application/json': { schema: ShareDeletion } } },
    ...problems(401, 403, 404, 503),
  },
});

const show = createRoute({
  method: 'get',
  path: '/v1/shares/{share}',
  tags,
  summary: 'What a link shows; `share` is its token. Needs no sign-in',
  request: { params: z.object({ share: z.string().max(100) }) },
  responses: {
    200: { description: 'The result.', content: { 'application/json': { schema: SharedResult } } },
    ...problems(404, 503),
  },
});

/** Whether a request only looks at what a link shows: whoever has the link may. */
export function showsShare({ req }: Context): boolean {
  return (req.method === 'GET' || req.method === 'HEAD') && /^\/v1\/shares\/[^/]+$/.test(req.path);
}

export function shareRoutes(deps: AppDeps) {
  return createRouter()
    .openapi(create, async (c) => {
      const { id } = c.req.valid('param');
      const key = c.req.valid('header')['idempotency-key'];
      // Without a body nothing was parsed, defaults neither.
      const wanted = NewShare.parse(c.req.valid('json'));
      return c.json(await createShare(deps, c.var.user.id, id, wanted, key), 201);
    })
    .openapi(list, async (c) =>
      c.json({ shares: await listShares(deps.db, c.var.user.id, c.req.valid('param').id) }, 200),
    )
    .openapi(remove, async (c) => {
      await deleteShare(deps.db, c.var.user.id, c.req.valid('param').share);
      return c.json({ deleted: { shares: 1 } }, 200);
    })
    .openapi(show, async (c) => {
      c.header('x-robots-tag', 'noindex');
      return c.json(await sharedResult(deps, c.req.valid('param').share), 200);
    });
}
