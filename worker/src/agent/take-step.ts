import type { StepName } from '@snaprun/core/events';
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
  run.signal.throwIfAborted();
  const n = (state.steps[name] ?? 0) + 1;
  const update = await run.record.step(name, n, () => node(run, state));
  return { ...update, steps: { ...state.steps, [name]: n }, workedMs: run.clock.workedMs() };
}
