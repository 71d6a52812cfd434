import { settings } from '@snaprun/core/config';
import { z } from 'zod';

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
    HOST: z.string().default('127.0.0.1'),
    PORT: settings.whole(0).max(65_535).default(3000),
    AUTH_MODE: z.enum(['clerk', 'local']).default('clerk'),
    LOCAL_AUTH_KEY: z.string().optional(),
    CLERK_JWT_KEY: z.string().optional(),
    CLERK_ISSUER: settings.url.optional(),
    WEB_ORIGIN: settings.required.pipe(origins),
    ADMIN_USER_IDS: settings.list.default([]),
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
