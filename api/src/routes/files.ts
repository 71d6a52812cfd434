import { createRoute, z } from '@hono/zod-openapi';
import { FileId } from '@snaprun/core/ids';
import type { AppDeps } from '../deps.ts';
import { deleteFile, getFile, negotiateFile, presentFile } from '../files.ts';
import { createRouter } from '../router.ts';
import { File, FileDeletion, FileNegotiation, NewFile } from '../shapes/file.ts';
import { idempotencyHeaders } from '../shapes/idempotency-key.ts';
import { problems } from '../shapes/problem.ts';

const params = z.object({ id: FileId });
const security = [{ bearer: [] }];
const tags = ['files'];

const negotiate = createRoute({
  method: 'post',
  path: '/v1/files',
  tags,
  security,
  summary: 'Announce a picture and get a one-time address to upload it to',
  request: {
    headers: idempotencyHeaders,
    body: { required: true, content: { 'application/json': { schema: NewFile } } },
  },
  responses: {
    200: {
      description: 'You have this picture already; nothing needs to be uploaded.',
      content: { 'application/json': { schema: FileNegotiation } },
    },
    201: {
      description: 'Upload the bytes with the given method, headers and address.',
      content: { 'application/json': { schema: FileNegotiation } },
    },
    ...problems(400, 401, 409, 413, 415, 422, 503),
  },
});

const get = createRoute({
  method: 'get',
  path: '/v1/files/{id}',
  tags,
  security,
  summary: 'One file, with a short-lived download address',
  request: { params },
  responses: {
    200: { description: 'The file.', content: { 'application/json': { schema: File } } },
    ...problems(401, 404, 503),
  },
});

const remove = createRoute({
  method: 'delete',
  path: '/v1/files/{id}',
  tags,
  security,
  summary: 'Delete a picture that no job uses',
  request: { params },
  responses: {
    200: { description: 'What went.', content: { 'application/json': { schema: FileDeletion } } },
    ...problems(401, 404, 409, 503),
  },
});

export function fileRoutes(deps: AppDeps) {
  return createRouter()
    .openapi(negotiate, async (c) => {
      const key = c.req.valid('header')['idempotency-key'];
      const negotiation = await negotiateFile(deps, c.var.user.id, c.req.valid('json'), key);
      return c.json(negotiation, negotiation.upload === null ? 200 : 201);
    })
    .openapi(get, async (c) => {
      const file = await getFile(deps.db, c.var.user.id, c.req.valid('param').id);
      return c.json(await presentFile(deps.storage, file), 200);
    })
    .openapi(remove, async (c) => {
      return c.json(
        await deps.removals.run(() => deleteFile(deps, c.var.user.id, c.req.valid('param').id)),
        200,
      );
    });
}
