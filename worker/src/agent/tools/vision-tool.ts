import { Spec } from '@snaprun/core/spec';
import type { AgentRun } from '../agent-run.ts';
import { askModel } from '../ask-model.ts';
import { budgets } from '../budgets.ts';
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
  ].filter(Boolean);
  return askStructured(Spec, (again) =>
    askModel(run, 'vision', {
      user: prompt('look', {
        more: [...more, ...(again ? ['Answer with complete JSON only, and shorter than before.'] : [])].join(
          '\n',
        ),
      }),
      image: async () => {
        const png = await run.deps.storage.read(visionKey, maxVisionBytes, run.signal);
        if (png === null) throw new Error(`The prepared picture ${visionKey} is gone.`);
        return png;
      },
      maxTokens: budgets.visionAnswer,
      temperature: again ? 0.3 : 0,
      schema: { name: 'spec', schema: specSchema },
    }),
  );
}
