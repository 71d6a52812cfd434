import { Spec } from '@snaprun/core/spec';
import type { AgentRun } from '../agent-run.ts';
import { askModel } from '../ask-model.ts';
import { budgets } from '../budgets.ts';
import type { ModelRequest } from '../models/model-client.ts';
import { askStructured, jsonSchemaOf, type Structured } from '../models/structured.ts';
import { prompt } from '../prompts/prompt.ts';

/** No picture that we prepared is larger. */
const maxVisionBytes = 20_000_000;

const specSchema = jsonSchemaOf(Spec);

/** Lets the vision role read the prepared picture; returns the typed spec, or the named failure. */
export function lookAtPicture(run: AgentRun, visionKey: string, hint: string): Promise<Structured<Spec>> {
  const more = [
    run.job.instruction && `The person asks: ${JSON.stringify(run.job.instruction.slice(0, 500))}`,
    hint && `Look again, and mind this: ${JSON.stringify(hint)}`,
  ].filter((line): line is string => Boolean(line));
  const readPng = async () => {
    const png = await run.deps.storage.read(visionKey, maxVisionBytes, run.signal);
    if (png === null) throw new Error(`The prepared picture ${visionKey} is gone.`);
    return png;
  };
  return askStructured(Spec, (again) => askModel(run, 'vision', lookRequest(readPng, more, again)));
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
    temperature: again ? 0.3 : 0,
    schema: { name: 'spec', schema: specSchema },
  };
}
