import { AppError } from '@snaprun/core/errors';
import { createMiddleware } from 'hono/factory';
import { isLoopback } from '../auth/local-issuer.ts';

/**
 * In local mode: answers only under a loopback name or a name of the web app.
 *
 * A hostile page can point its own name at 127.0.0.1 (DNS rebinding) and would then be of the same origin as a sign-in
 * that lets everybody in; the Host header gives it away.
 */
export function loopbackHost(webOrigins: readonly string[]) {
  const known = new Set(webOrigins.map((origin) => new URL(origin).hostname));
  return createMiddleware(async (c, next) => {
    const { hostname } = new URL(c.req.url);
    if (!isLoopback(hostname) && !known.has(hostname))
      throw new AppError(
        'forbidden',
        'In local mode the api answers only to this machine. Use http://127.0.0.1.',
      );
    await next();
  });
}
