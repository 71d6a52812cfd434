import { checkReading } from '../../reading/check-reading.ts';
import { withholdInstructions } from '../../reading/withhold-instructions.ts';
import type { AgentRun } from '../agent-run.ts';
import { whatToDo } from '../models/request-failure.ts';
import type { AgentState, AgentUpdate } from '../state.ts';
import { lookAgain } from '../tools/second-look.ts';
import { lookAtPicture } from '../tools/vision-tool.ts';

const injected = 'The picture holds text that reads like an instruction; it was not followed.';

/** Has the picture read; where it was read before, has the part that was read with the least confidence read again. */
export async function look(run: AgentRun, state: AgentState): Promise<AgentUpdate> {
  const { prepared, spec: before, hint, notes } = state;
  if (prepared === null) throw new Error('There is no prepared picture to look at.');
  const looks = state.looks + 1;
  const seen =
    before === null
      ? await lookAtPicture(run, prepared.visionKey, hint)
      : await lookAgain(run, prepared, before, hint);
  if (seen.ok) {
    const spec = seen.value;
    const { model, isDemo: demo } = run.deps.models.vision;
    const findings = checkReading(spec);
    await run.record.event({ type: 'image.read', data: { spec, model, demo, findings } });
    const told = withholdInstructions(spec).texts.length > 0 && !notes.includes(injected);
    return { looks, spec, hint: '', notes: told ? [...notes, injected] : notes };
  }
  if (before !== null) {
    return { looks, hint: '', notes: [...notes, `A second look at the picture failed: ${seen.detail}`] };
  }
  if (seen.kind === 'budget') return { looks, failure: { outcome: 'budget_spent', message: seen.detail } };
  const message =
    seen.trouble !== undefined
      ? `${seen.detail} ${whatToDo(seen)}`
      : `The vision model gave no usable reading of the picture: ${seen.detail} Try again, or use a clearer picture.`;
  return { looks, failure: { outcome: 'model_unavailable', message } };
}
