import { newId } from '@snaprun/core/ids';
import { createMiddleware } from 'hono/factory';
import type { AppDeps, AppEnv } from '../deps.ts';

/** Every request has an id, the caller's own if it is harmless, on the answer, in each log line and in each problem. */
export function requestId({ log }: Pick<AppDeps, 'log'>) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const given = c.req.header('x-request-id');
    const id = given !== undefined && /^[\w-]{8,64}$/.test(given) ? given : newId('request');
    c.set('requestId', id);
    c.set('log', log.with({ requestId: id }));
    await next();
    c.res.headers.set('x-request-id', id);
  });
}
