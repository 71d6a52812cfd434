import { createMiddleware } from 'hono/factory';
import { secureHeaders } from 'hono/secure-headers';

const none = ["'none'"];

/** Answers are data: nothing in them may run, be framed or be guessed at. */
export const securityHeaders = secureHeaders({
  contentSecurityPolicy: { defaultSrc: none, frameAncestors: none, baseUri: none, formAction: none },
  referrerPolicy: 'no-referrer',
  xFrameOptions: 'DENY',
});

/** Answers hold presigned links and people's data: no cache keeps them, unless a route says otherwise. */
export const noStore = createMiddleware(async (c, next) => {
  await next();
  if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store');
});
