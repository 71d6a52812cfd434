import { createRoute, z } from '@hono/zod-openapi';
import { JobId } from '@snaprun/core/ids';
import type { AppDeps } from '../deps.ts';
import { giveFeedback } from '../feedback.ts';
import { createChild } from '../job-children.ts';
import { createRouter } from '../router.ts';
import { idempotencyHeaders } from '../shapes/idempotency-key.ts';
import { Job } from '../shapes/job.ts';
import { EditedRun, Feedback, FollowUp, KeptFeedback, Retry } from '../shapes/job-children.ts';
import { problems } from '../shapes/problem.ts';

const params = z.object({ id: JobId });
const security = [{ bearer: [] }];
const tags = ['jobs'];
const body = <S extends z.ZodType>(schema: S) => ({
  required: true,
  content: { 'application/json': { schema } },
});
const child = {
  201: { description: 'The queued child job.', content: { 'application/json': { schema: Job } } },
  ...problems(400, 401, 404, 409, 413, 415, 422, 429, 503),
};

const retry = createRoute({
  method: 'post',
  path: '/v1/jobs/{id}/retry',
  tags,
  security,
  summary: 'Try a job again: the same picture and instruction, as a child job',
  request: { params, headers: idempotencyHeaders, body: { ...body(Retry), required: false } },
  responses: child,
});

const followUp = createRoute({
  method: 'post',
  path: '/v1/jobs/{id}/follow-ups',
  tags,
  security,
  summary: 'Ask for a change or a question about the result, as a child job',
  description:
    'The child job knows what the picture was read as, the last code, how it ran and what was asked before; it reads the picture again only when asked to.',
  request: { params, headers: idempotencyHeaders, body: body(FollowUp) },
  responses: child,
});

const run = createRoute({
  method: 'post',
  path: '/v1/jobs/{id}/runs',
  tags,
  security,
  summary: 'Run edited code in place of the job’s own, as a child job',
  description: 'The code is checked, run and compared with the reading; no model is asked.',
  request: { params, headers: idempotencyHeaders, body: body(EditedRun) },
  responses: child,
});

const feedback = createRoute({
  method: 'post',
  path: '/v1/jobs/{id}/feedback',
  tags,
  security,
  summary: 'Say whether a result is right; said again, it replaces what was said before',
  request: { params, body: body(Feedback) },
  responses: {
    200: { description: 'What is kept.', content: { 'application/json': { schema: KeptFeedback } } },
    ...problems(400, 401, 404, 409, 413, 415, 422, 429, 503),
  },
});

export function jobChildrenRoutes(deps: AppDeps) {
  return createRouter()
    .openapi(retry, async (c) => {
      const { id } = c.req.valid('param');
      const wish = { relation: 'retry', body: Retry.parse(c.req.valid('json') ?? {}) } as const;
      const made = await createChild(deps, c.var.user.id, id, wish, c.req.valid('header')['idempotency-key']);
      return c.json(made, 201, { location: `/v1/jobs/${made.id}` });
    })
    .openapi(followUp, async (c) => {
      const { id } = c.req.valid('param');
      const wish = { relation: 'follow_up', body: c.req.valid('json') } as const;
      const made = await createChild(deps, c.var.user.id, id, wish, c.req.valid('header')['idempotency-key']);
      return c.json(made, 201, { location: `/v1/jobs/${made.id}` });
    })
    .openapi(run, async (c) => {
      const { id } = c.req.valid('param');
      const wish = { relation: 'run', body: c.req.valid('json') } as const;
      const made = await createChild(deps, c.var.user.id, id, wish, c.req.valid('header')['idempotency-key']);
      return c.json(made, 201, { location: `/v1/jobs/${made.id}` });
    })
    .openapi(feedback, async (c) =>
      c.json(await giveFeedback(deps.db, c.var.user.id, c.req.valid('param').id, c.req.valid('json')), 200),
    );
}
