import { createRoute } from '@hono/zod-openapi';
import { AppError } from '@snaprun/core/errors';
import type { AppDeps } from '../deps.ts';
import { problemOf } from '../errors.ts';
import { fleetNow } from '../fleet.ts';
import { requireUser } from '../middleware/require-user.ts';
import { adminOnly } from '../middleware/session-only.ts';
import { createModelHealth } from '../model-health.ts';
import { checkReadiness } from '../readiness.ts';
import { createRouter } from '../router.ts';
import { Fleet } from '../shapes/fleet.ts';
import { Live, ModelHealth, NotReady, Ready } from '../shapes/health.ts';
import { problems } from '../shapes/problem.ts';

const live = createRoute({
  method: 'get',
  path: '/healthz',
  tags: ['health'],
  summary: 'Is the process alive?',
  responses: { 200: { description: 'It is.', content: { 'application/json': { schema: Live } } } },
});

const ready = createRoute({
  method: 'get',
  path: '/readyz',
  tags: ['health'],
  summary: 'Do Postgres, storage and queue answer?',
  responses: {
    200: { description: 'All of them.', content: { 'application/json': { schema: Ready } } },
    503: {
      description: 'Not all of them.',
      content: { 'application/problem+json': { schema: NotReady } },
    },
  },
});

const models = createRoute({
  method: 'get',
  path: '/health/models',
  tags: ['health'],
  summary: 'How is each replica of each model role? At most 10 seconds old.',
  responses: {
    200: { description: 'Per role and replica.', content: { 'application/json': { schema: ModelHealth } } },
  },
});

/** In local mode everyone may look. */
const adminsOrAnyone: Record<string, string[]>[] = [{ bearer: [] }, {}];

const fleet = createRoute({
  method: 'get',
  path: '/health/fleet',
  tags: ['health'],
  security: adminsOrAnyone,
  summary: 'Which workers live, how busy are they, and what waits? For admins; in local mode for everyone',
  responses: {
    200: { description: 'As of now.', content: { 'application/json': { schema: Fleet } } },
    ...problems(401, 503),
  },
});

export function healthRoutes(deps: AppDeps) {
  const modelHealth = createModelHealth(deps);
  const router = createRouter();
  // In local mode the api answers to this machine only, and whoever is on it may be anyone they like.
  if (deps.localIssuer === null) router.use('/health/fleet', requireUser(deps), adminOnly(deps));
  return router
    .openapi(fleet, async (c) => c.json(await fleetNow(deps), 200))
    .openapi(live, (c) => c.json({ status: 'ok' as const }, 200))
    .openapi(ready, async (c) => {
      const checks = await checkReadiness(deps);
      const broken = checks.filter(({ ok }) => !ok);
      if (broken.length === 0) return c.json({ status: 'ready' as const, checks }, 200);
      const error = new AppError('unavailable', broken.map(({ message }) => message).join(' '));
      const problem = { ...problemOf(error, c.var.requestId), checks };
      return c.json(problem, 503, { 'content-type': 'application/problem+json', 'retry-after': '5' });
    })
    .openapi(models, async (c) => c.json(await modelHealth(), 200));
}
