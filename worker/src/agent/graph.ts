import { type BaseCheckpointSaver, END, START, StateGraph } from '@langchain/langgraph';
import type { StepName } from '@snaprun/core/events';
import { inSpan } from '../telemetry/in-span.ts';
import type { AgentRun } from './agent-run.ts';
import { critique } from './nodes/critique.ts';
import { finish } from './nodes/finish.ts';
import { judge } from './nodes/judge.ts';
import { look } from './nodes/look.ts';
import { prepare } from './nodes/prepare.ts';
import { reason } from './nodes/reason.ts';
import { runProgram } from './nodes/run.ts';
import { writeCode } from './nodes/write-code.ts';
import { AgentState, lastProgram } from './state.ts';
import { type Node, takeStep } from './take-step.ts';

/** The agent for one claim of one job. */
export function createGraph(run: AgentRun, checkpointer: BaseCheckpointSaver) {
  const node = (name: StepName, work: Node) => (state: AgentState) =>
    inSpan(name, {}, () => work(run, state));
  const step = (name: StepName, work: Node) => node(name, (_run, state) => takeStep(run, state, name, work));

  return new StateGraph(AgentState)
    .addNode('prepare', step('prepare', prepare))
    .addNode('reason', node('reason', reason))
    .addNode('look', step('look', look))
    .addNode('write_code', step('write_code', writeCode))
    .addNode('critique', step('critique', critique))
    .addNode('run', step('run', runProgram))
    .addNode('judge', step('judge', judge))
    .addNode('finish', node('finish', finish))

    .addEdge(START, 'prepare')
    .addConditionalEdges('prepare', (state) => (lastProgram(state) ? 'critique' : 'reason'), [
      'critique',
      'reason',
    ])
    .addConditionalEdges('reason', (state) => state.next, ['look', 'write_code', 'finish'])
    .addEdge('look', 'reason')
    .addConditionalEdges('write_code', (state) => (state.failure ? 'reason' : 'critique'), [
      'reason',
      'critique',
    ])
    .addConditionalEdges(
      'critique',
      (state) => (lastProgram(state)?.status === 'passed' ? 'run' : 'reason'),
      ['run', 'reason'],
    )
    .addConditionalEdges('run', (state) => (lastProgram(state)?.status === 'ran' ? 'judge' : 'reason'), [
      'judge',
      'reason',
    ])
    .addEdge('judge', 'reason')
    .addEdge('finish', END)
    .compile({ checkpointer });
}
