import { AppError } from '@snaprun/core/errors';
import type { LimitName } from '../shapes/problem.ts';

/** How much of each a person may use. */
export type Limits = Record<LimitName, number>;

/** The refusal of what would go beyond a limit; with `retryAfterS` it is a matter of time (429), else of tidying up (409). */
export function beyond(
  name: LimitName,
  limit: number,
  used: number,
  sentence: string,
  retryAfterS?: number,
): AppError {
  const quota = { name, limit, used };
  return retryAfterS === undefined
    ? new AppError('quota_exceeded', sentence, { details: { quota } })
    : new AppError('rate_limited', sentence, { details: { quota, retryAfterS } });
}
