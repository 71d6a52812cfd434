import { createMiddleware } from 'hono/factory';
import type { AppEnv } from '../deps.ts';

/** One line for each answered request; never the query, which may hold what somebody searched for. */
export const requestLog = createMiddleware<AppEnv>(async (c, next) => {
  const startedAt = performance.now();
  await next();
  c.var.log.info('request', {
    method: c.req.method,
    path: c.req.path.slice(0, 200),
    status: c.res.status,
    durationMs: Math.round((performance.now() - startedAt) * 10) / 10,
    userId: c.var.user?.id,
  });
});
