import { z } from 'zod';
import type { AgentRun } from '../agent-run.ts';
import { askModel } from '../ask-model.ts';
import { budgets } from '../budgets.ts';
import type { ModelRequest } from '../models/model-client.ts';
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
  const facts = reasoningFacts(run.job.instruction, state, legal);
  return askStructured(decisionAmong(legal), (again) =>
    askModel(run, 'reasoning', decisionRequest(facts, legal, again)),
  );
}

const Input = z.object({ hint: z.string().max(300).optional() });

/** A decision for one of the legal actions; a hint that is none is left out. */
export function decisionAmong(legal: readonly [Action, ...Action[]]) {
  const thought = z.string().max(budgets.thoughtCharacters);
  return z.object({ thought, action: z.enum(legal), input: Input.catch({}) });
}

/** Asks for a decision. */
export function decisionRequest(
  facts: ReturnType<typeof reasoningFacts>,
  legal: readonly [Action, ...Action[]],
  again = false,
): ModelRequest {
  const state = JSON.stringify({ state: facts });
  return {
    system: prompt('reason-system'),
    user: prompt('reason', { state, legal: legal.join(', ') }),
    maxTokens: budgets.reasoningAnswer,
    temperature: again ? 0.3 : 0,
    schema: { name: 'decision', schema: jsonSchemaOf(decisionAmong(legal).extend({ input: Input })) },
  };
}
