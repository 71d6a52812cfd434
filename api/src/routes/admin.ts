import { createRoute, z } from '@hono/zod-openapi';
import type { AppDeps } from '../deps.ts';
import { readIntake, setIntake } from '../limits/intake.ts';
import { quotasOf, setQuotas } from '../limits/quotas.ts';
import { adminOnly, sessionOnly } from '../middleware/session-only.ts';
import { createRouter } from '../router.ts';
import { Intake, IntakeChange } from '../shapes/intake.ts';
import { problems } from '../shapes/problem.ts';
import { QuotaChange, UserQuotas } from '../shapes/usage.ts';

const security = [{ bearer: [] }];
const tags = ['admin'];
const params = z.object({ userId: z.string().regex(/^[\x21-\x7e]{1,200}$/) });
const quotas = (description: string) => ({
  description,
  content: { 'application/json': { schema: UserQuotas } },
});
const intake = (description: string) => ({
  description,
  content: { 'application/json': { schema: Intake } },
});

const getQuotas = createRoute({
  method: 'get',
  path: '/v1/admin/users/{userId}/quotas',
  tags,
  security,
  summary: 'What a person may use',
  request: { params },
  responses: { 200: quotas('Their quotas and what holds.'), ...problems(401, 403, 404, 503) },
});

const changeQuotas = createRoute({
  method: 'patch',
  path: '/v1/admin/users/{userId}/quotas',
  tags,
  security,
  summary: 'Set what a person may use; null returns to the default',
  request: { params, body: { required: false, content: { 'application/json': { schema: QuotaChange } } } },
  responses: { 200: quotas('As they are now.'), ...problems(400, 401, 403, 404, 413, 415, 422, 503) },
});

const getIntake = createRoute({
  method: 'get',
  path: '/v1/admin/intake',
  tags,
  security,
  summary: 'Are new jobs taken?',
  responses: { 200: intake('As it is now.'), ...problems(401, 403, 503) },
});

const changeIntake = createRoute({
  method: 'patch',
  path: '/v1/admin/intake',
  tags,
  security,
  summary: 'Pause or resume taking new jobs; those that exist go on',
  request: { body: { required: true, content: { 'application/json': { schema: IntakeChange } } } },
  responses: { 200: intake('As it is now.'), ...problems(400, 401, 403, 413, 415, 422, 503) },
});

/** For the people of `ADMIN_USER_IDS`, in every mode. */
export function adminRoutes(deps: AppDeps) {
  const router = createRouter();
  router.use('/v1/admin/*', sessionOnly, adminOnly(deps));
  return router
    .openapi(getQuotas, async (c) => c.json(await quotasOf(deps, c.req.valid('param').userId), 200))
    .openapi(changeQuotas, async (c) => {
      const { userId } = c.req.valid('param');
      return c.json(await setQuotas(deps, c.var.user.id, userId, c.req.valid('json')), 200);
    })
    .openapi(getIntake, async (c) => c.json(await readIntake(deps.db), 200))
    .openapi(changeIntake, async (c) =>
      c.json(await setIntake(deps.db, c.var.user.id, c.req.valid('json')), 200),
    );
}
