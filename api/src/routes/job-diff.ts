import { createRoute, z } from '@hono/zod-openapi';
import { JobId } from '@snaprun/core/ids';
import type { AppDeps } from '../deps.ts';
import { jobDiff } from '../job-diff.ts';
import { createRouter } from '../router.ts';
import { JobDiff } from '../shapes/job-diff.ts';
import { problems } from '../shapes/problem.ts';

const diff = createRoute({
  method: 'get',
  path: '/v1/jobs/{id}/diff',
  tags: ['jobs'],
  security: [{ bearer: [] }],
  summary: 'How the result of one of your jobs differs from that of another',
  description:
    '`to` names the other job. Compared are the attempts that the outcomes are about, or the last ones.',
  request: {
    params: z.object({ id: JobId }),
    query: z.object({ to: JobId }),
  },
  responses: {
    200: { description: 'The differences.', content: { 'application/json': { schema: JobDiff } } },
    ...problems(401, 404, 422, 503),
  },
});

export function jobDiffRoutes(deps: AppDeps) {
  return createRouter().openapi(diff, async (c) => {
    const { id } = c.req.valid('param');
    return c.json(await jobDiff(deps, c.var.user.id, id, c.req.valid('query').to), 200);
  });
}
