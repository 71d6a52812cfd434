import { checkReading } from '../../reading/check-reading.ts';
import { withholdInstructions } from '../../reading/withhold-instructions.ts';
import type { AgentRun } from '../agent-run.ts';
import { whatToDo } from '../models/request-failure.ts';
import type { AgentState, AgentUpdate } from '../state.ts';
import { lookAtPicture } from '../tools/vision-tool.ts';

const injected = 'The picture holds text that reads like an instruction; it was not followed.';

/** Has the picture read. A second look replaces the first only when it is surer of itself. */
export async function look(run: AgentRun, state: AgentState): Promise<AgentUpdate> {
  if (state.prepared === null) throw new Error('There is no prepared picture to look at.');
  const looks = state.looks + 1;
  const seen = await lookAtPicture(run, state.prepared.visionKey, state.hint);
  if (seen.ok) {
    const { model, isDemo: demo } = run.deps.models.vision;
    const findings = checkReading(seen.value);
    await run.record.event({ type: 'image.read', data: { spec: seen.value, model, demo, findings } });
    const isBetter = state.spec === null || seen.value.confidence >= state.spec.confidence;
    const spec = isBetter ? seen.value : state.spec;
    const told = withholdInstructions(seen.value).texts.length > 0 && !state.notes.includes(injected);
    return { looks, spec, hint: '', notes: told ? [...state.notes, injected] : state.notes };
  }
  if (state.spec !== null) {
    return { looks, notes: [...state.notes, `A second look at the picture failed: ${seen.detail}`] };
  }
  if (seen.kind === 'budget') return { looks, failure: { outcome: 'budget_spent', message: seen.detail } };
  const message =
    seen.trouble !== undefined
      ? `${seen.detail} ${whatToDo(seen)}`
      : `The vision model gave no usable reading of the picture: ${seen.detail} Try again, or use a clearer picture.`;
  return { looks, failure: { outcome: 'model_unavailable', message } };
}
