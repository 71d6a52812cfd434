import type { Spec } from '@snaprun/core/spec';
import { cropPicture } from '../../image/crop-picture.ts';
import { mergeLooks } from '../../reading/merge-looks.ts';
import { weakestPanel } from '../../reading/weakest-panel.ts';
import type { AgentRun } from '../agent-run.ts';
import type { Structured } from '../models/structured.ts';
import { prompt } from '../prompts/prompt.ts';
import type { PreparedPictureKeys } from '../state.ts';
import { askForReading, readStored } from './vision-tool.ts';

/**
 * Lets the vision role read the panel that was read with the least confidence once more, by itself and in all its
 * pixels; returns the reading with what came of it.
 *
 * It is not told what was read before, so that its agreement means something.
 */
export async function lookAgain(
  run: AgentRun,
  { inputKey }: PreparedPictureKeys,
  spec: Spec,
  hint: string,
): Promise<Structured<Spec>> {
  const index = weakestPanel(spec);
  const wanted = index === null ? undefined : spec.panels[index]?.box;
  const { png, box } = await cropPicture(await readStored(run, inputKey), wanted);
  const more = [
    ...(box === null ? [] : [prompt('look-again')]),
    ...(hint ? [`Mind this: ${JSON.stringify(hint)}`] : []),
  ];
  const second = await askForReading(run, async () => png, more, { second: true });
  if (!second.ok) return second;
  if (index !== null) return { ok: true, value: mergeLooks(spec, index, second.value, box) };
  return second.value.panels.length > 0 ? second : { ok: true, value: spec };
}
