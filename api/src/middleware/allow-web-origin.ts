import { cors } from 'hono/cors';

/** Only pages of our own web app may read answers from another origin; there are no cookies to send along. */
export function allowWebOrigin(webOrigins: readonly string[]) {
  return cors({
    origin: (origin) => (webOrigins.includes(origin) ? origin : null),
    allowMethods: ['GET', 'POST', 'PATCH', 'DELETE'],
    allowHeaders: [
      'authorization',
      'content-type',
      'idempotency-key',
      'if-none-match',
      'last-event-id',
      'prefer',
      'x-request-id',
    ],
    exposeHeaders: [
      'etag',
      'location',
      'preference-applied',
      'ratelimit',
      'ratelimit-policy',
      'retry-after',
      'x-request-id',
    ],
    maxAge: 600,
  });
}
