import { Reading, type Spec } from '@snaprun/core/spec';
import type { AgentRun } from '../agent-run.ts';
import { askModel } from '../ask-model.ts';
import { budgets } from '../budgets.ts';
import type { ModelRequest } from '../models/model-client.ts';
import { askStructured, jsonSchemaOf, type Structured } from '../models/structured.ts';
import { prompt } from '../prompts/prompt.ts';

/** No picture that we prepared is larger. */
export const maxPictureBytes = 64_000_000;

/** At 0 the same pixels would be read the same way again. */
const otherLuck = 0.3;

const readingSchema = jsonSchemaOf(Reading);

/** Lets the vision role read the prepared picture; returns the typed spec, or the named failure. */
export function lookAtPicture(run: AgentRun, visionKey: string, hint: string): Promise<Structured<Spec>> {
  const more = [
    run.job.instruction && `The person asks: ${JSON.stringify(run.job.instruction.slice(0, 500))}`,
    hint && `Look again, and mind this: ${JSON.stringify(hint)}`,
  ].filter((line): line is string => Boolean(line));
  return askForReading(run, () => readStored(run, visionKey), more);
}

/** Asks for the reading of any picture, and once more where the answer is none; a `second` opinion is freer than the first. */
export function askForReading(
  run: AgentRun,
  readPng: () => Promise<Uint8Array>,
  more: readonly string[],
  { second = false } = {},
): Promise<Structured<Spec>> {
  return askStructured(Reading, (again) => {
    const request = lookRequest(readPng, more, again);
    if (!second) return askModel(run, 'vision', request);
    return askModel(
      run,
      'vision',
      { ...request, temperature: otherLuck },
      { atMostMs: budgets.secondLookMs },
    );
  });
}

/** A picture of the job's, as it is stored. */
export async function readStored(run: AgentRun, key: string): Promise<Uint8Array> {
  const png = await run.deps.storage.read(key, maxPictureBytes, run.signal);
  if (png === null) throw new Error(`The stored picture ${key} is gone.`);
  return png;
}

/** Asks for the spec of a picture; `more` are lines that the reader is to mind. */
export function lookRequest(
  readPng: () => Promise<Uint8Array>,
  more: readonly string[] = [],
  again = false,
): ModelRequest {
  const shorter = again ? ['Answer with complete JSON only, and shorter than before.'] : [];
  return {
    user: prompt('look', { more: [...more, ...shorter].join('\n') }),
    image: readPng,
    maxTokens: budgets.visionAnswer,
    temperature: again ? otherLuck : 0,
    schema: { name: 'spec', schema: readingSchema },
  };
}
