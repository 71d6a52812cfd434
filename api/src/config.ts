import { settings } from '@snaprun/core/config';
import { z } from 'zod';
import type { Limits } from './limits/limits.ts';

/** No query of the api takes longer, a wait for a row that somebody else changes included. */
export const statementTimeoutMs = 30_000;

const origins = settings.list.pipe(
  z
    .array(
      z
        .string()
        .refine(
          (value) => URL.canParse(value) && new URL(value).origin === value,
          'must be origins such as http://127.0.0.1:4400',
        ),
    )
    .min(1),
);

/** What the api reads from its environment. */
export const ApiSettings = z
  .object({
    ...settings.database,
    ...settings.storage,
    ...settings.models,
    ...settings.errorReports,
    ...settings.webhooks,
    HOST: z.string().default('127.0.0.1'),
    PORT: settings.whole(0).max(65_535).default(3000),
    METRICS_PORT: settings.whole(0).max(65_535).optional(),
    AUTH_MODE: z.enum(['clerk', 'local']).default('clerk'),
    LOCAL_AUTH_KEY: z.string().optional(),
    CLERK_JWT_KEY: z.string().optional(),
    CLERK_ISSUER: settings.url.optional(),
    CLERK_WEBHOOK_SECRET: z
      .string()
      .regex(
        /^whsec_[A-Za-z0-9+/]+=*$/,
        'must be the signing secret of the endpoint, which begins with whsec_',
      )
      .optional(),
    WEB_ORIGIN: settings.required.pipe(origins),
    ADMIN_USER_IDS: settings.list.default([]),
    LIMIT_ACTIVE_JOBS: settings.whole(0).optional(),
    LIMIT_JOBS_PER_DAY: settings.whole(0).optional(),
    LIMIT_STORED_BYTES: settings.whole(0).optional(),
    LIMIT_REQUESTS_PER_MINUTE: settings.whole(1).optional(),
  })
  .superRefine((values, context) => {
    const needed =
      values.AUTH_MODE === 'local'
        ? (['LOCAL_AUTH_KEY'] as const)
        : (['CLERK_JWT_KEY', 'CLERK_ISSUER'] as const);
    for (const name of needed)
      if (values[name] === undefined)
        context.addIssue({
          code: 'custom',
          path: [name],
          message: `is not set, but AUTH_MODE=${values.AUTH_MODE} needs it`,
        });
  });
export type ApiSettings = z.infer<typeof ApiSettings>;

/**
 * What each person may use where no admin has set it otherwise.
 *
 * In local mode it is the person's own machine: the limits only stop what has run wild.
 */
export function defaultLimits(values: ApiSettings): Limits {
  const usual: Limits =
    values.AUTH_MODE === 'local'
      ? { activeJobs: 1000, jobsPerDay: 100_000, storedBytes: 1e12, requestsPerMinute: 6000 }
      : { activeJobs: 50, jobsPerDay: 500, storedBytes: 10e9, requestsPerMinute: 600 };
  return {
    activeJobs: values.LIMIT_ACTIVE_JOBS ?? usual.activeJobs,
    jobsPerDay: values.LIMIT_JOBS_PER_DAY ?? usual.jobsPerDay,
    storedBytes: values.LIMIT_STORED_BYTES ?? usual.storedBytes,
    requestsPerMinute: values.LIMIT_REQUESTS_PER_MINUTE ?? usual.requestsPerMinute,
  };
}
