import { AppError } from '@snaprun/core/errors';
import { createMiddleware } from 'hono/factory';
import type { AppDeps, AppEnv } from '../deps.ts';
import { ensureUser } from '../users.ts';

/** Lets a request pass only with a valid bearer token, and leaves its person in `user`. */
export function requireUser({ db, verifyToken }: Pick<AppDeps, 'db' | 'verifyToken'>) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const token = /^Bearer ([\w.~+/=-]{1,8192})$/i.exec(c.req.header('authorization') ?? '')?.[1];
    if (token === undefined)
      throw new AppError(
        'unauthenticated',
        'Sign in first: send the header Authorization: Bearer followed by a token.',
      );
    c.set('user', await ensureUser(db, await verifyToken(token)));
    await next();
  });
}
