import type { StepName } from '@snaprun/core/events';
import { reach } from '../failpoints.ts';
import type { AgentRun } from './agent-run.ts';
import type { AgentState, AgentUpdate } from './state.ts';

export type Node = (run: AgentRun, state: AgentState) => Promise<AgentUpdate>;

/** Runs a node as a step on the timeline and keeps the count of steps and of time at work. */
export async function takeStep(
  run: AgentRun,
  state: AgentState,
  name: StepName,
  node: Node,
): Promise<AgentUpdate> {
  await run.boundary();
  const n = (state.steps[name] ?? 0) + 1;
  reach(`before-${name}`);
  const update = await run.record.step(name, n, () => node(run, state));
  reach(`after-${name}`);
  return { ...update, steps: { ...state.steps, [name]: n }, workedMs: run.clock.workedMs() };
}
