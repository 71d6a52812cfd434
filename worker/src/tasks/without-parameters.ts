import { DrizzleQueryError } from 'drizzle-orm/errors';

/** A failed query's message holds its parameters, which may be a person's code or words: its cause says enough. */
export function withoutParameters(error: unknown): unknown {
  if (!(error instanceof DrizzleQueryError)) return error;
  return new Error('A query failed.', { cause: error.cause });
}
