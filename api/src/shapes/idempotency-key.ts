import { z } from '@hono/zod-openapi';

/** The header of every POST that creates. */
export const idempotencyHeaders = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, 'The key must be 1 to 255 printable ASCII characters without spaces.')
    .optional()
    .openapi({
      description: 'The same key and body within a day get the same answer and make nothing new.',
      example: 'b7f1c0de-2026-4a11-9f00-3d5a7c8e1f21',
    }),
});
