import { AppError } from '@snaprun/core/errors';
import type { Hono } from 'hono';
import type { AppEnv } from './deps.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Why nothing answers here: no such address, or one that knows other methods (405 with `Allow`). */
export function noRoute(app: Hono<AppEnv>, method: string, path: string): AppError {
  const allowed = methods.filter((candidate) =>
    // Middleware is registered for ALL methods and answers nothing by itself.
    app.router.match(candidate, path)[0].some(([[, route]]) => route.method === candidate),
  );
  if (allowed.length === 0) return new AppError('not_found', 'There is nothing at this address.');
  const allow = [...allowed, ...(allowed.includes('GET') ? ['HEAD'] : [])].join(', ');
  return new AppError('method_not_allowed', `${method} is not possible here; ${allow} would be.`, {
    details: { allow },
  });
}
