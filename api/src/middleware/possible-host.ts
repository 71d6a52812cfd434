import { AppError } from '@snaprun/core/errors';
import { createMiddleware } from 'hono/factory';

/** Refuses a Host header that no address can have: the server passes it on, and no `Request` could be made of it later. */
export const possibleHost = createMiddleware(async (c, next) => {
  if (!URL.canParse(c.req.url))
    throw new AppError('invalid_request', 'The Host header of the request names no possible host.');
  await next();
});
