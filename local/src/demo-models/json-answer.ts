import { z } from 'zod';
import { ApiError } from './api-error.ts';
import { smallestInstance } from './schema-instance.ts';

type JsonSchema = Parameters<typeof z.fromJSONSchema>[0];

/**
 * An answer made to fit `response_format: json_schema`, as constrained decoding does: what the role answered when it
 * fits, else the smallest value that does. Throws a 400 for a schema that cannot be followed.
 */
export function fitAnswer(answer: string, schema: Record<string, unknown>): string {
  const validator = compile(schema);
  const fits = (value: unknown) => validator.safeParse(value).success;
  const answered = parseJson(answer);
  if (answered !== undefined && fits(answered)) return JSON.stringify(answered);
  const smallest = smallestInstance(schema);
  if (fits(smallest)) return JSON.stringify(smallest);
  throw new ApiError(400, 'The JSON schema is not supported: no value was found that it allows.', {
    param: 'response_format',
  });
}

function compile(schema: Record<string, unknown>): z.ZodType {
  try {
    return z.fromJSONSchema(schema as JsonSchema);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ApiError(400, `The JSON schema is not supported: ${why}`, { param: 'response_format' });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Prose: the caller asked for JSON, so it counts as no answer.
    return undefined;
  }
}
