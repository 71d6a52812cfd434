import { z } from '@hono/zod-openapi';
import { errorCodes } from '@snaprun/core/errors';

/** What each person may use of the system; `GET /v1/usage` tells how far. */
export const limitNames = ['activeJobs', 'jobsPerDay', 'storedBytes', 'requestsPerMinute'] as const;
export type LimitName = (typeof limitNames)[number];

/** One wrong value: where it is and what is wrong with it. */
export const ProblemDetail = z.object({
  in: z.enum(['body', 'query', 'header']),
  /** RFC 6901. */
  pointer: z.string(),
  detail: z.string(),
});
export type ProblemDetail = z.infer<typeof ProblemDetail>;

/** The body of every error (RFC 9457). `code` is stable; `detail` is a sentence for people. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.enum(errorCodes),
    requestId: z.string(),
    errors: z.array(ProblemDetail).optional(),
    /** Which limit was met, and how far it is used. */
    quota: z.object({ name: z.enum(limitNames), limit: z.number(), used: z.number() }).optional(),
  })
  .openapi('Problem');
export type Problem = z.infer<typeof Problem>;

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: Problem } },
});

const all = {
  400: problem('The request cannot be read, for example because its body is not JSON.'),
  401: problem('The bearer token is missing, expired or not acceptable.'),
  403: problem('The request is understood and not allowed.'),
  404: problem('There is no such thing, or it belongs to somebody else.'),
  409: problem('The request does not fit the present state, or a limit of yours is reached.'),
  413: problem('The body is larger than 256 KB.'),
  415: problem('The media type is not acceptable.'),
  422: problem('A value is not acceptable; `errors` says which, with JSON pointers.'),
  429: problem('Too many requests in this minute or jobs on this day; `Retry-After` says when to come back.'),
  503: problem('A part that is needed does not answer now; try again later.'),
} as const;

/** The problem responses of a route, by status; where a token is needed, scopes and the rate of requests hold too. */
export function problems<S extends keyof typeof all>(...statuses: S[]): Pick<typeof all, S> {
  const wanted = new Set<keyof typeof all>(statuses);
  if (wanted.has(401)) wanted.add(403).add(429);
  return Object.fromEntries([...wanted].sort().map((status) => [status, all[status]])) as Pick<typeof all, S>;
}
