import { doubtfulPanel } from '../reading/weakest-panel.ts';
import { budgets } from './budgets.ts';
import { type Action, type AgentState, lastProgram, type Program } from './state.ts';

/** What the agent may do now. With one entry there is nothing to decide. */
export function legalActions(state: AgentState, instruction: string | null, isSpent: boolean): Action[] {
  if (state.failure !== null || isSpent) return ['finish'];
  // What a person wrote is run as it is, once, and no model has a say in it.
  if (lastProgram(state)?.origin === 'edited') return ['finish'];
  if (state.spec === null) return ['look'];
  const last = lastProgram(state);
  if (last === undefined) {
    if (state.looks >= budgets.looks) return ['write_code'];
    // An unsure reading is looked at again without a question.
    const isUnsure = state.looks === 1 && doubtfulPanel(state.spec) !== null;
    return isUnsure ? ['look'] : ['write_code', 'look'];
  }
  if (nextOrigin(state.programs) === null) return ['finish'];
  if (last.status !== 'ran') return ['write_code'];
  const settled = last.judgement?.outcome === 'reproduced' || last.judgement?.outcome === 'answered';
  // Wrong values are worth one repair in any case; but where something was asked for they may be what was meant.
  const isFirst = state.programs.every(({ origin }) => origin === 'generated');
  if (isFirst && instruction === null && last.judgement?.outcome === 'differs') return ['write_code'];
  return settled ? ['finish'] : ['finish', 'write_code'];
}

/**
 * How the next program comes about, or null when there is to be none.
 *
 * Two repairs, then one fresh sample, then the end; the same mistake twice in a row skips the repairs that are left.
 */
export function nextOrigin(programs: readonly Program[]): Program['origin'] | null {
  const last = programs.at(-1);
  if (last === undefined) return 'generated';
  const count = (origin: Program['origin']) => programs.filter((one) => one.origin === origin).length;
  if (count('resampled') >= budgets.freshSamples) return null;
  if (count('repaired') < budgets.repairs && !isRepeated(programs)) return 'repaired';
  return last.status === 'ran' ? null : 'resampled';
}

function isRepeated(programs: readonly Program[]): boolean {
  const [before, last] = programs.slice(-2);
  return (
    before !== undefined &&
    last !== undefined &&
    (before.code === last.code ||
      (last.problem !== null && before.problem?.signature === last.problem.signature))
  );
}
