import { z } from 'zod';
import { fitToSchema } from './fit-to-schema.ts';
import type { ModelAnswer, ModelFailure } from './model-client.ts';

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
  let failure: ModelFailure | null = null;
  for (const again of [false, true]) {
    const answer = await ask(again);
    if (!answer.ok) {
      if (!worthAsking.has(answer.kind)) return answer;
      failure = answer;
      continue;
    }
    const value = fitToSchema(schema, parseJson(answer.text));
    if (value !== undefined) return { ok: true, value };
    failure = { ok: false, kind: 'bad_json', detail: 'The answer is not the JSON that was asked for.' };
  }
  return failure ?? { ok: false, kind: 'bad_json', detail: 'There was no answer.' };
}

const worthAsking: ReadonlySet<string> = new Set(['empty', 'length']);

/** The JSON of a text, also where it stands in a fence or between words; undefined when there is none. */
export function parseJson(text: string): unknown {
  const start = text.indexOf('{');
  const end = text.lastIndexOf('}');
  if (start === -1 || end < start) return undefined;
  try {
    return JSON.parse(text.slice(start, end + 1));
  } catch {
    return undefined; // models write broken JSON; the caller asks again
  }
}

/** The JSON schema that constrains a model to a zod schema. */
export function jsonSchemaOf(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { target: 'draft-7' });
  return rest;
}
