import { z } from '@hono/zod-openapi';

/** Text that Postgres can hold and every client can show: at most `max` characters, no NUL, no half of a surrogate pair. */
export function text(max: number) {
  return z
    .string()
    .max(max, `The text may have at most ${max} characters.`)
    .refine(
      (value) => value.isWellFormed() && !value.includes('\0'),
      'The text holds a NUL character or half of a surrogate pair. Remove it.',
    );
}

/** A point in time: ISO 8601, UTC. */
export const Time = z.iso.datetime().openapi({ example: '2026-01-31T12:00:00.000Z' });
