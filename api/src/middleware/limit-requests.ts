import { createMiddleware } from 'hono/factory';
import type { AppDeps, AppEnv } from '../deps.ts';
import { beyond } from '../limits/limits.ts';
import { countRequest, type Rate, windowS } from '../limits/request-rate.ts';

/** Counts a person's requests and refuses those beyond the limit; comes after `requireUser`. */
export function limitRequests({ db, limits }: Pick<AppDeps, 'db' | 'limits'>) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const rate = await countRequest(db, c.var.user.id, limits.requestsPerMinute);
    c.set('rate', rate);
    if (rate.used > rate.limit)
      throw beyond(
        'requestsPerMinute',
        rate.limit,
        rate.used,
        `This is request ${rate.used} within a minute; your limit is ${rate.limit}. Try again in ${rate.resetS} s.`,
        rate.resetS,
      );
    await next();
  });
}

/** Tells on every counted answer, errors included, how much is left (draft-ietf-httpapi-ratelimit-headers). */
export const rateLimitHeaders = createMiddleware<AppEnv>(async (c, next) => {
  await next();
  const rate: Rate | undefined = c.var.rate;
  if (rate === undefined) return;
  c.res.headers.set('ratelimit-policy', `"requests";q=${rate.limit};w=${windowS}`);
  c.res.headers.set('ratelimit', `"requests";r=${Math.max(0, rate.limit - rate.used)};t=${rate.resetS}`);
});
