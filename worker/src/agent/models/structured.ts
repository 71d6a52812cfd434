import { z } from 'zod';
import { fitToSchema } from './fit-to-schema.ts';
import { type ModelAnswer, type ModelFailure, worthAskingAgain } from './model-client.ts';
import { parseJson } from './parse-json.ts';

export type Structured<T> = { ok: true; value: T } | ModelFailure;

/**
 * An answer that has to be JSON of a schema, asked for once more when it is not.
 *
 * Texts and lists that are too long are shortened rather than refused; text from pictures is cleaned on the way.
 */
export async function askStructured<S extends z.ZodType>(
  schema: S,
  ask: (again: boolean) => Promise<ModelAnswer>,
): Promise<Structured<z.infer<S>>> {
  const first = read(schema, await ask(false));
  return first.ok || !worthAskingAgain.has(first.kind) ? first : read(schema, await ask(true));
}

function read<S extends z.ZodType>(schema: S, answer: ModelAnswer): Structured<z.infer<S>> {
  if (!answer.ok) return answer;
  const { usage } = answer;
  const found = parseJson(answer.text);
  if (!found.ok) {
    const { kind } = found;
    const detail =
      kind === 'no_json' ? 'The answer holds no JSON.' : 'The answer holds JSON that does not parse.';
    return { ok: false, kind, detail, usage };
  }
  for (const candidate of found.values) {
    const value = fitToSchema(schema, candidate);
    if (value !== undefined) return { ok: true, value };
  }
  return { ok: false, kind: 'wrong_schema', detail: 'The answer is not the JSON that was asked for.', usage };
}

/** The JSON schema that constrains a model to a zod schema. */
export function jsonSchemaOf(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { target: 'draft-7' });
  return rest;
}
