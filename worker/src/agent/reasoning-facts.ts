import { withholdInstructions } from '../reading/withhold-instructions.ts';
import { type Action, type AgentState, lastProgram } from './state.ts';

/** What the reasoning model is told: few facts, short, nothing of the picture but what was read from it. */
export function reasoningFacts(instruction: string | null, state: AgentState, legal: readonly Action[]) {
  const last = lastProgram(state);
  const spec = state.spec && withholdInstructions(state.spec).spec;
  return {
    instruction: instruction?.slice(0, 500) ?? null,
    spec: spec && {
      panels: spec.panels.map(({ kind, title, series, table, confidence }) => ({
        kind,
        title,
        series: series.map(({ name, points }) => ({ name, points: points.length })).slice(0, 6),
        rows: table?.rows.length ?? 0,
        confidence,
      })),
      notes: spec.notes.slice(0, 3),
      confidence: spec.confidence,
    },
    looks: state.looks,
    attempts: state.programs.length,
    lastAttempt: last
      ? {
          status: last.status === 'ran' ? 'ok' : last.status,
          blocked: last.status === 'blocked',
          error: last.problem?.text.slice(0, 400) ?? null,
          result: last.judgement && {
            outcome: last.judgement.outcome,
            score: last.judgement.fidelity?.score ?? null,
            differences: last.judgement.fidelity?.differences.slice(0, 3) ?? [],
          },
        }
      : null,
    legalActions: legal,
  };
}
