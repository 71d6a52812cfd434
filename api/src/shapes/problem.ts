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
    requestId: z.string().openapi({ description: 'also in the header X-Request-Id; tell us when you ask' }),
    errors: z.array(ProblemDetail).optional(),
    /** Which limit was met, and how far it is used. */
    quota: z.object({ name: z.enum(limitNames), limit: z.number(), used: z.number() }).optional(),
  })
  .openapi('Problem', {
    example: {
      type: 'about:blank',
      title: 'Not found',
      status: 404,
      detail: 'There is no job job_2b3c4d5f6g7h8j9k2m3n.',
      code: 'not_found',
      requestId: 'req_9x8w7v6t5s4r3q2p9n8m',
    },
  });
export type Problem = z.infer<typeof Problem>;

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: Problem } },
});

const retryAfter = {
  'Retry-After': { description: 'Seconds until it is worth trying again.', schema: { type: 'integer' } },
} as const;
const rateLimit = {
  RateLimit: {
    description: 'What is left of the present minute, on every answer to a token.',
    schema: { type: 'string', example: '"requests";r=0;t=42' },
  },
  'RateLimit-Policy': {
    description: 'How many requests a minute you may make.',
    schema: { type: 'string', example: '"requests";q=600;w=60' },
  },
} as const;

const all = {
  400: problem('The request cannot be read, for example because its body is not JSON.'),
  401: problem('The bearer token is missing, expired or not acceptable.'),
  403: problem('The request is understood and not allowed.'),
  404: problem('There is no such thing, or it belongs to somebody else.'),
  409: problem('The request does not fit the present state, or a limit of yours is reached.'),
  413: problem('The body is larger than 256 KB.'),
  415: problem('The media type is not acceptable.'),
  422: problem('A value is not acceptable; `errors` says which, with JSON pointers.'),
  429: {
    ...problem('Too many requests in this minute or jobs on this day; `Retry-After` says when to come back.'),
    headers: { ...retryAfter, ...rateLimit },
  },
  503: {
    ...problem('A part that is needed does not answer now, or no new jobs are taken; try again later.'),
    headers: retryAfter,
  },
} as const;

/** The problem responses of a route, by status; where a token is needed, scopes and the rate of requests hold too. */
export function problems<S extends keyof typeof all>(...statuses: S[]): Pick<typeof all, S> {
  const wanted = new Set<keyof typeof all>(statuses);
  if (wanted.has(401)) wanted.add(403).add(429);
  return Object.fromEntries([...wanted].sort().map((status) => [status, all[status]])) as Pick<typeof all, S>;
}
