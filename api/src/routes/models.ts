import { createRoute, z } from '@hono/zod-openapi';
import { modelRoles } from '@snaprun/core/config';
import type { AppDeps } from '../deps.ts';
import { testModel } from '../model-test.ts';
import { createRouter } from '../router.ts';
import { ModelTest, NewModelTest } from '../shapes/model-test.ts';
import { problems } from '../shapes/problem.ts';

const test = createRoute({
  method: 'post',
  path: '/v1/models/{role}/test',
  tags: ['models'],
  security: [{ bearer: [] }],
  summary: 'Ask a model role straight and get its raw answer',
  request: {
    params: z.object({ role: z.enum(modelRoles) }),
    body: { required: true, content: { 'application/json': { schema: NewModelTest } } },
  },
  responses: {
    200: {
      description: 'What the role answered, or why it did not, with time and tokens.',
      content: { 'application/json': { schema: ModelTest } },
    },
    ...problems(400, 401, 404, 413, 415, 422, 503),
  },
});

export function modelRoutes(deps: AppDeps) {
  return createRouter().openapi(test, async (c) => {
    const { role } = c.req.valid('param');
    return c.json(await testModel(deps, c.var.user.id, role, c.req.valid('json')), 200);
  });
}
