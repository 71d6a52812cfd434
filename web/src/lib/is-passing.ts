import { ApiError } from './request.ts';

/** True for a failure that waiting may end: no answer came, or one that says "later". */
export function isPassing(error: unknown): boolean {
  return error instanceof ApiError && [0, 502, 503, 504].includes(error.status);
}
