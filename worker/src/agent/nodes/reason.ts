import { z } from 'zod';
import type { AgentRun } from '../agent-run.ts';
import { askModel } from '../ask-model.ts';
import { budgets } from '../budgets.ts';
import { askStructured, jsonSchemaOf, type Structured } from '../models/structured.ts';
import { legalActions } from '../moves.ts';
import { prompt } from '../prompts/prompt.ts';
import { reasoningFacts } from '../reasoning-facts.ts';
import type { Action, AgentState, AgentUpdate } from '../state.ts';
import { takeStep } from '../take-step.ts';

interface Decision {
  thought: string;
  action: Action;
  input: { hint?: string };
}

/**
 * Decides what to do next. One legal move is taken without asking; when the reasoning model cannot be asked or makes
 * no sense, the first legal move is taken and a note says so.
 */
export async function reason(run: AgentRun, state: AgentState): Promise<AgentUpdate> {
  const [only, ...others] = legalActions(state, run.job.instruction, run.meter.isSpent());
  if (only === undefined) throw new Error('There is always a legal action.');
  if (others.length === 0) return { next: only, hint: '' };
  return takeStep(run, state, 'reason', () => decide(run, state, [only, ...others]));
}

async function decide(run: AgentRun, state: AgentState, legal: [Action, ...Action[]]): Promise<AgentUpdate> {
  const decision = await askForDecision(run, state, legal);
  if (!decision.ok) {
    const [next] = legal;
    const note = `The reasoning model could not decide (${decision.detail.replace(/\.$/, '')}), so the usual next step was taken.`;
    await run.record.event({ type: 'thought', data: { text: note, action: next } });
    return { next, hint: '', notes: state.notes.includes(note) ? state.notes : [...state.notes, note] };
  }
  const { thought, action, input } = decision.value;
  await run.record.event({ type: 'thought', data: { text: thought, action } });
  return { next: action, hint: input.hint ?? '' };
}

function askForDecision(
  run: AgentRun,
  state: AgentState,
  legal: [Action, ...Action[]],
): Promise<Structured<Decision>> {
  const Decision = z.object({
    thought: z.string().max(budgets.thoughtCharacters),
    action: z.enum(legal),
    input: z.object({ hint: z.string().max(300).optional() }).catch({}),
  });
  const schema = jsonSchemaOf(Decision.extend({ input: z.object({ hint: z.string().max(300).optional() }) }));
  return askStructured(Decision, (again) =>
    askModel(run, 'reasoning', {
      system: prompt('reason-system'),
      user: prompt('reason', {
        state: JSON.stringify({ state: reasoningFacts(run.job.instruction, state, legal) }),
        legal: legal.join(', '),
      }),
      maxTokens: budgets.reasoningAnswer,
      temperature: again ? 0.3 : 0,
      schema: { name: 'decision', schema },
    }),
  );
}
