import type { z } from 'zod';

/** More rounds than a value has lists and texts that can be too long at once. */
const maxRounds = 20;

/**
 * A value made to fit a schema by cleaning its texts and cutting what is too long; undefined when that is not enough.
 */
export function fitToSchema<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> | undefined {
  const fitted = cleaned(value);
  for (let round = 0; round < maxRounds; round += 1) {
    const parsed = schema.safeParse(fitted);
    if (parsed.success) return parsed.data;
    const cuts = parsed.error.issues.map((issue) => cut(fitted, issue));
    if (!cuts.every(Boolean)) return undefined;
  }
  return undefined;
}

/** Cuts the one text or list that an issue is about; false when the issue is about something else. */
function cut(root: unknown, issue: z.core.$ZodIssue): boolean {
  if (issue.code !== 'too_big' || typeof issue.maximum !== 'number') return false;
  const path = [...issue.path];
  const last = path.pop();
  let parent = root;
  for (const key of path) parent = (parent as Record<PropertyKey, unknown>)[key];
  if (last === undefined) return false;
  const holder = parent as Record<PropertyKey, unknown>;
  const value = holder[last];
  if (typeof value === 'string') holder[last] = value.slice(0, issue.maximum).toWellFormed();
  else if (Array.isArray(value)) holder[last] = value.slice(0, issue.maximum);
  else return false;
  return true;
}

/** Deeper than any schema of ours; a model that nests without end must not end us. */
const maxDepth = 30;

/** A copy whose texts have no control, bidirectional or zero-width characters: those only serve to deceive. */
function cleaned(value: unknown, depth = 0): unknown {
  if (depth > maxDepth) return null;
  if (typeof value === 'string')
    return value
      .replace(/\s+/gu, ' ')
      .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, '')
      .trim();
  if (Array.isArray(value)) return value.map((inner) => cleaned(inner, depth + 1));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cleaned(inner, depth + 1)]));
}
