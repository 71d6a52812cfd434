import type { AgentRun } from '../agent-run.ts';
import { budgets } from '../budgets.ts';
import { endJob } from '../end-job.ts';
import { type AgentState, type AgentUpdate, lastProgram, type Program } from '../state.ts';
import { takeStep } from '../take-step.ts';

/** Ends the job with the best result there is, or with the honest reason why there is none. */
export async function finish(run: AgentRun, state: AgentState): Promise<AgentUpdate> {
  const update = await takeStep(run, state, 'finish', async () => ({}));
  const best = bestOf(state.programs);
  if (best?.judgement) {
    const { outcome, fidelity, summary } = best.judgement;
    const told = [summary, ...state.notes].join(' ');
    const { attemptId } = best;
    await endJob(run, { to: 'succeeded', outcome, attemptId, fidelity, summary: told });
  } else {
    const { outcome, message } = state.failure ?? reasonOf(run, state);
    await endJob(run, { to: 'failed', outcome, message, summary: state.notes.join(' ') || null });
  }
  return update;
}

/** The result that agrees best; of equals the last, which was written to please. */
function bestOf(programs: readonly Program[]): Program | undefined {
  const score = ({ judgement }: Program) => judgement?.fidelity?.score ?? 0;
  return programs
    .filter(({ judgement }) => judgement !== null)
    .reduce<Program | undefined>((best, one) => (best && score(best) > score(one) ? best : one), undefined);
}

function reasonOf(run: AgentRun, state: AgentState) {
  if (run.meter.isSpent()) {
    const message = `The job used up its budget of ${budgets.modelCalls} model calls or ${budgets.tokens} tokens before a program ran well.`;
    return { outcome: 'budget_spent' as const, message };
  }
  const last = lastProgram(state);
  const why = last?.problem?.text.split('\n').slice(0, 2).join(' ') ?? 'no program was written';
  if (last?.origin === 'edited')
    return {
      outcome: 'code_failed' as const,
      message: `The edited program did not run well: ${why}`.slice(0, 500),
    };
  const message = `None of ${state.programs.length} programs ran well; the last one: ${why}`;
  return { outcome: 'code_failed' as const, message: message.slice(0, 500) };
}
