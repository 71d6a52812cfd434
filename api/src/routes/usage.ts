import { createRoute } from '@hono/zod-openapi';
import type { AppDeps } from '../deps.ts';
import { usageOf } from '../limits/usage.ts';
import { createRouter } from '../router.ts';
import { problems } from '../shapes/problem.ts';
import { Usage } from '../shapes/usage.ts';

const get = createRoute({
  method: 'get',
  path: '/v1/usage',
  tags: ['account'],
  security: [{ bearer: [] }],
  summary: 'Your limits, how far they are used, and what your jobs cost',
  responses: {
    200: { description: 'As of now.', content: { 'application/json': { schema: Usage } } },
    ...problems(401, 403, 503),
  },
});

export function usageRoutes(deps: AppDeps) {
  return createRouter().openapi(get, async (c) =>
    c.json(await usageOf(deps, c.var.user.id, c.var.rate), 200),
  );
}
