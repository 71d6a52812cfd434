import { createMiddleware } from 'hono/factory';
import { routePath } from 'hono/route';
import type { AppDeps, AppEnv } from '../deps.ts';

/** One line for each answered request; never the query, which may hold what somebody searched for. */
export function requestLog({ observe }: Pick<AppDeps, 'observe'>) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const startedAt = performance.now();
    await next();
    const durationMs = Math.round((performance.now() - startedAt) * 10) / 10;
    const { method } = c.req;
    const { status } = c.res;
    c.var.log.info('request', {
      ...{ method, path: c.req.path.slice(0, 200), status, durationMs },
      userId: c.var.user?.id,
    });
    // The last that matched: the route itself, or only middleware where there is none.
    const route = routePath(c, -1);
    observe?.({
      method: known.has(method) ? method : 'other',
      route: route.endsWith('*') ? 'none' : route,
      status,
      durationMs,
    });
  });
}

const known = new Set(['GET', 'HEAD', 'POST', 'PATCH', 'DELETE', 'OPTIONS', 'PUT']);
