import { createRoute, z } from '@hono/zod-openapi';
import { requestCancel } from '@snaprun/core/cancel';
import { JobId } from '@snaprun/core/ids';
import { jobStatuses } from '@snaprun/core/job-states';
import type { AppDeps } from '../deps.ts';
import { entityTag, matchesTag } from '../entity-tag.ts';
import { renameJob, waitForEnd } from '../job-changes.ts';
import { createJob } from '../job-creation.ts';
import { deleteJob } from '../job-deletion.ts';
import { listJobs } from '../job-list.ts';
import { presentJob } from '../job-presentation.ts';
import { jobResults } from '../job-results.ts';
import { preferredWaitMs } from '../preferred-wait.ts';
import { createRouter } from '../router.ts';
import { idempotencyHeaders } from '../shapes/idempotency-key.ts';
import { Job, JobChange, JobDeletion, JobList, NewJob } from '../shapes/job.ts';
import { problems } from '../shapes/problem.ts';
import { Results } from '../shapes/results.ts';
import { text } from '../shapes/text.ts';

const params = z.object({ id: JobId });
const security = [{ bearer: [] }];
const tags = ['jobs'];
const job = (description: string) => ({ description, content: { 'application/json': { schema: Job } } });

const create = createRoute({
  method: 'post',
  path: '/v1/jobs',
  tags,
  security,
  summary: 'Start a job on an uploaded picture',
  request: {
    headers: idempotencyHeaders,
    body: { required: true, content: { 'application/json': { schema: NewJob } } },
  },
  responses: { 201: job('The queued job.'), ...problems(400, 401, 404, 409, 413, 415, 422, 503) },
});

const list = createRoute({
  method: 'get',
  path: '/v1/jobs',
  tags,
  security,
  summary: 'Your jobs, newest first',
  request: {
    query: z.object({
      limit: z.coerce.number().int().min(1).max(100).default(20),
      cursor: text(200).optional(),
      status: z.enum(jobStatuses).optional(),
      q: text(200).optional().openapi({ description: 'Found in name and instruction.' }),
      parentId: JobId.optional(),
    }),
  },
  responses: {
    200: { description: 'One page.', content: { 'application/json': { schema: JobList } } },
    ...problems(401, 422, 503),
  },
});

const get = createRoute({
  method: 'get',
  path: '/v1/jobs/{id}',
  tags,
  security,
  summary: 'One job; cheap to poll',
  request: {
    params,
    headers: z.object({
      'if-none-match': z.string().optional(),
      prefer: z
        .string()
        .optional()
        .openapi({ description: 'wait=N answers when the job ends, after at most N (≤ 60) seconds.' }),
    }),
  },
  responses: {
    200: job('The job.'),
    304: { description: 'Nothing has changed since the answer with this ETag.' },
    ...problems(401, 404, 503),
  },
});

const rename = createRoute({
  method: 'patch',
  path: '/v1/jobs/{id}',
  tags,
  security,
  summary: 'Rename a job',
  request: { params, body: { required: true, content: { 'application/json': { schema: JobChange } } } },
  responses: { 200: job('The job.'), ...problems(400, 401, 404, 413, 415, 422, 503) },
});

const cancel = createRoute({
  method: 'post',
  path: '/v1/jobs/{id}/cancel',
  tags,
  security,
  summary: 'Stop a job; a running one ends within seconds',
  request: { params },
  responses: { 200: job('The job as it is now.'), ...problems(401, 404, 409, 503) },
});

const results = createRoute({
  method: 'get',
  path: '/v1/jobs/{id}/results',
  tags,
  security,
  summary: 'Everything the job has produced so far',
  request: { params },
  responses: {
    200: {
      description: 'Attempts, artifacts, fidelity.',
      content: { 'application/json': { schema: Results } },
    },
    ...problems(401, 404, 503),
  },
});

const remove = createRoute({
  method: 'delete',
  path: '/v1/jobs/{id}',
  tags,
  security,
  summary: 'Delete a job and everything it made, for good',
  request: { params },
  responses: {
    200: { description: 'What went.', content: { 'application/json': { schema: JobDeletion } } },
    ...problems(401, 404, 503),
  },
});

export function jobRoutes(deps: AppDeps) {
  return createRouter()
    .openapi(create, async (c) => {
      const key = c.req.valid('header')['idempotency-key'];
      const made = await createJob(deps, c.var.user.id, c.req.valid('json'), key);
      return c.json(made, 201, { location: `/v1/jobs/${made.id}` });
    })
    .openapi(list, async (c) => c.json(await listJobs(deps, c.var.user.id, c.req.valid('query')), 200))
    .openapi(get, async (c) => {
      const waitMs = preferredWaitMs(c.req.valid('header').prefer);
      const row = await waitForEnd(
        deps,
        c.var.user.id,
        c.req.valid('param').id,
        waitMs ?? 0,
        c.req.raw.signal,
      );
      const body = await presentJob(deps, row);
      const tag = entityTag(body);
      c.header('etag', tag);
      c.header('cache-control', 'private, no-cache');
      if (waitMs !== null) c.header('preference-applied', `wait=${waitMs / 1000}`);
      return matchesTag(c.req.valid('header')['if-none-match'], tag) ? c.body(null, 304) : c.json(body, 200);
    })
    .openapi(rename, async (c) => {
      const row = await renameJob(deps.db, c.var.user.id, c.req.valid('param').id, c.req.valid('json').name);
      return c.json(await presentJob(deps, row), 200);
    })
    .openapi(cancel, async (c) => {
      const row = await requestCancel(deps.db, c.var.user.id, c.req.valid('param').id);
      return c.json(await presentJob(deps, row), 200);
    })
    .openapi(results, async (c) =>
      c.json(await jobResults(deps, c.var.user.id, c.req.valid('param').id), 200),
    )
    .openapi(remove, async (c) => {
      return c.json(await deleteJob(deps, c.var.user.id, c.req.valid('param').id, c.req.raw.signal), 200);
    });
}
