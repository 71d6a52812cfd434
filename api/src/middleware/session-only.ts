import { AppError } from '@snaprun/core/errors';
import { createMiddleware } from 'hono/factory';
import type { AppDeps, AppEnv } from '../deps.ts';

/** What a personal token may never do, whatever its scopes: a token that leaked must not make others or end an account. */
export const sessionOnly = createMiddleware<AppEnv>(async (c, next) => {
  if (c.var.signedInBy.kind !== 'session')
    throw new AppError('forbidden', 'A personal token cannot do this. Sign in and do it yourself.');
  await next();
});

/** For the people of `ADMIN_USER_IDS`, signed in themselves. */
export function adminOnly({ adminUserIds }: Pick<AppDeps, 'adminUserIds'>) {
  return createMiddleware<AppEnv>(async (c, next) => {
    if (!adminUserIds.includes(c.var.user.id))
      throw new AppError('forbidden', 'Only admins may do this. Ask one of yours.');
    await next();
  });
}
