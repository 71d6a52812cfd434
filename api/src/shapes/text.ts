import { z } from '@hono/zod-openapi';

/**
 * A character that can be seen: no control character, no space and none that only joins, parts or turns others.
 *
 * Spelled out, since it is part of the contract and few of its readers know Unicode's classes.
 */
const visible = String.raw`[^\u0000-\u0020\u007f-\u00a0\u00ad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]`;
const notNul = String.raw`[^\u0000]*`;

/**
 * Text that Postgres can hold and every client can show: at most `max` characters (code points, as JSON Schema counts
 * them), no NUL, no half of a surrogate pair.
 */
export function text(max: number) {
  return z
    .string()
    .refine(
      (value) => value.length <= max || Array.from(value).length <= max,
      `The text may have at most ${max} characters.`,
    )
    .refine(
      (value) => value.isWellFormed() && !value.includes('\0'),
      'The text holds a NUL character or half of a surrogate pair. Remove it.',
    )
    .openapi({ maxLength: max, pattern: `^${notNul}$` });
}

/** Text in which something can be seen; `complaint` is what an empty one is answered. */
export function someText(max: number, complaint: string) {
  return text(max)
    .refine((value) => new RegExp(visible, 'u').test(value), complaint)
    .openapi({ minLength: 1, pattern: `^${notNul}${visible}${notNul}$` });
}

/** A point in time: ISO 8601, UTC. */
export const Time = z.iso.datetime().openapi({ example: '2026-01-31T12:00:00.000Z' });
