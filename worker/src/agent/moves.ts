import type { Fidelity } from '@snaprun/core/fidelity';
import { doubtfulPanel } from '../reading/weakest-panel.ts';
import { budgets } from './budgets.ts';
import { goesOn } from './conversation/conversation.ts';
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
  // A repair towards the picture would undo what was asked for.
  if (goesOn(state.conversation)) return ['finish'];
  const fidelity = last.judgement?.fidelity ?? null;
  if (fidelity === null || !isRepairable(fidelity)) return ['finish'];
  // A low score buys one more program in any case; but where something was asked for it may be what was meant.
  const isLow = fidelity.verdict === 'differs' || fidelity.score < lowScore;
  return isLow && instruction === null ? ['write_code'] : ['finish', 'write_code'];
}

/** Whether another program could do better: doubt about the reading is nothing that code mends. */
function isRepairable({ verdict, score, differences }: Fidelity): boolean {
  return verdict !== 'reproduced' && (differences.length > 0 || score < lowScore);
}

/** Below this more is wrong than a title or a label. */
const lowScore = 0.75;

/**
 * How the next program comes about, or null when there is to be none.
 *
 * Two repairs, then one fresh sample, then the end; the same mistake twice in a row skips the repairs that are left. A
 * program that ran is repaired once for what its figure shows; where there is a result, nothing is begun afresh.
 */
export function nextOrigin(programs: readonly Program[]): Program['origin'] | null {
  const last = programs.at(-1);
  if (last === undefined) return 'generated';
  const results = programs.filter(({ judgement }) => judgement !== null).length;
  if (last.judgement !== null) return results <= budgets.visualRepairs ? 'repaired' : null;
  const count = (origin: Program['origin']) => programs.filter((one) => one.origin === origin).length;
  // Behind each result but the last stands a repair for what it showed.
  const repairs = count('repaired') - results;
  if (count('resampled') >= budgets.freshSamples && results === 0) return null;
  if (repairs < budgets.repairs && !isRepeated(programs)) return 'repaired';
  return results === 0 ? 'resampled' : null;
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
