import { AppError } from '@snaprun/core/errors';
import { createMiddleware } from 'hono/factory';
import { isApiToken, refuseBeyondScopes, useApiToken } from '../auth/api-tokens.ts';
import { sessionStays, stillLetsIn } from '../auth/while-signed-in.ts';
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
    if (isApiToken(token)) {
      const { user, by } = await useApiToken(db, token);
      c.set('user', user);
      c.set('signedInBy', by);
      c.set(
        'staysSignedIn',
        stillLetsIn(() => useApiToken(db, token)),
      );
      refuseBeyondScopes(by, c.req.method);
    } else {
      c.set('user', await ensureUser(db, await verifyToken(token)));
      c.set('signedInBy', { kind: 'session' });
      c.set('staysSignedIn', sessionStays());
    }
    await next();
  });
}
