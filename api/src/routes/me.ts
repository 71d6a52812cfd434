import { createRoute } from '@hono/zod-openapi';
import { AppError } from '@snaprun/core/errors';
import { deleteAccount } from '../account/deletion.ts';
import { exportAccount } from '../account/export.ts';
import { changeMe, presentMe } from '../account/profile.ts';
import type { AppDeps } from '../deps.ts';
import { sessionOnly } from '../middleware/session-only.ts';
import { createRouter } from '../router.ts';
import { AccountDeletion, Export, Me, MeChange } from '../shapes/me.ts';
import { problems } from '../shapes/problem.ts';
import { textStream } from '../text-stream.ts';

const security = [{ bearer: [] }];
const tags = ['account'];
const me = (description: string) => ({ description, content: { 'application/json': { schema: Me } } });

const get = createRoute({
  method: 'get',
  path: '/v1/me',
  tags,
  security,
  summary: 'Who you are here, and what you have chosen',
  responses: { 200: me('You.'), ...problems(401, 503) },
});

const change = createRoute({
  method: 'patch',
  path: '/v1/me',
  tags,
  security,
  summary: 'Change your name, how long jobs are kept and what you are told',
  description:
    'What is left out stays. A new retention moves `expiresAt` of the jobs you have, though never to within a day.',
  request: { body: { required: false, content: { 'application/json': { schema: MeChange } } } },
  responses: { 200: me('You, as you are now.'), ...problems(400, 401, 413, 415, 422, 503) },
});

const remove = createRoute({
  method: 'delete',
  path: '/v1/me',
  tags,
  security,
  summary: 'Delete your account and everything in it, for good',
  description:
    'Jobs at work are stopped first. Sessions that exist end with the account; with a new one you begin anew. What stays for a while is a hash of your id, so that no older session makes the account again, with the limits an admin set and the number of jobs of the day. A personal token cannot do this. If it breaks off, ask again.',
  middleware: [sessionOnly] as const,
  responses: {
    200: { description: 'What went.', content: { 'application/json': { schema: AccountDeletion } } },
    ...problems(401, 503),
  },
});

const exportAll = createRoute({
  method: 'get',
  path: '/v1/me/export',
  tags,
  security,
  summary: 'Everything that is kept of you, as one JSON document',
  description:
    'Profile, pictures, jobs with attempts, artifacts and events, feedback, notifications, tokens, webhooks, shares and usage. Files are download links that live for minutes; `GET /v1/files/{id}` gives new ones. It is sent as it is read: a document that does not end with `}` broke off.',
  responses: {
    200: {
      description: 'The document.',
      content: {
        'application/json': { schema: Export },
      },
    },
    ...problems(401, 503),
  },
});

export function meRoutes(deps: AppDeps) {
  return createRouter()
    .openapi(get, (c) => c.json(presentMe(c.var.user, deps), 200))
    .openapi(change, async (c) =>
      c.json(presentMe(await changeMe(deps.db, c.var.user.id, c.req.valid('json')), deps), 200),
    )
    .openapi(remove, async (c) => {
      const receipt = await deleteAccount(deps, c.var.user.id, c.req.raw.signal);
      if (receipt === null) throw new AppError('unauthenticated', 'This account was just deleted.');
      return c.json(receipt, 200);
    })
    .openapi(exportAll, (c) => {
      c.header('content-type', 'application/json');
      c.header('content-disposition', 'attachment; filename="snaprun-export.json"');
      const body = c.req.method === 'HEAD' ? null : textStream(exportAccount(deps, c.var.user));
      // The shape is made in pieces, where no type can follow it; a test parses it.
      return c.newResponse(body, 200) as never;
    });
}
