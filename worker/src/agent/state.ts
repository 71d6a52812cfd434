import { Annotation } from '@langchain/langgraph';
import type { StepName } from '@snaprun/core/events';
import type { Fidelity } from '@snaprun/core/fidelity';
import type { FailureOutcome, SuccessOutcome } from '@snaprun/core/job-states';
import type { Spec } from '@snaprun/core/spec';
import type { FigureFacts } from '../sandbox/figure-facts.ts';
import type { Conversation } from './conversation/conversation.ts';

export const actions = ['look', 'write_code', 'finish'] as const;
export type Action = (typeof actions)[number];

/** The decoded picture, by object keys: no bytes of it are ever in the state. */
export interface PreparedPictureKeys {
  inputKey: string;
  visionKey: string;
  width: number;
  height: number;
}

export interface Problem {
  /** The same text means the same mistake. */
  signature: string;
  /** What the coder is told. */
  text: string;
}

/** A file the program wrote and that is stored; what the judge has to know of it. */
export interface StoredOutput {
  fileId: string;
  name: string;
  mediaType: string;
  bytes: number;
  /** For pictures: whether every pixel has one colour. */
  blank: boolean | null;
}

export interface Judgement {
  outcome: SuccessOutcome;
  fidelity: Fidelity | null;
  summary: string;
}

/** One attempt as the agent remembers it; its report and execution are in the attempts table. */
export interface Program {
  attemptId: string;
  n: number;
  origin: 'generated' | 'repaired' | 'resampled' | 'edited';
  code: string;
  status: 'written' | 'cut_off' | 'passed' | 'blocked' | 'failed' | 'ran';
  problem: Problem | null;
  outputs: StoredOutput[];
  figures: FigureFacts[];
  /** The first rows of `data.csv`. */
  data: string[][] | null;
  judgement: Judgement | null;
}

export interface AgentFailure {
  outcome: FailureOutcome;
  message: string;
}

export const AgentState = Annotation.Root({
  prepared: Annotation<PreparedPictureKeys | null>,
  spec: Annotation<Spec | null>,
  /** What is known of the jobs before this one; null for a job on an upload. */
  conversation: Annotation<Conversation | null>,
  looks: Annotation<number>,
  programs: Annotation<Program[]>,
  /** Where `reason` sends the job. */
  next: Annotation<Action>,
  /** What the reasoning model wants the next step to mind. */
  hint: Annotation<string>,
  failure: Annotation<AgentFailure | null>,
  /** What people should know about how this result came about, in sentences. */
  notes: Annotation<string[]>,
  /** How often each step was begun. */
  steps: Annotation<Partial<Record<StepName, number>>>,
  /** Time at work until the last finished step, without waiting. */
  workedMs: Annotation<number>,
});
export type AgentState = typeof AgentState.State;
export type AgentUpdate = typeof AgentState.Update;

export const emptyState: AgentState = {
  prepared: null,
  spec: null,
  conversation: null,
  looks: 0,
  programs: [],
  next: 'look',
  hint: '',
  failure: null,
  notes: [],
  steps: {},
  workedMs: 0,
};

export function lastProgram(state: AgentState): Program | undefined {
  return state.programs.at(-1);
}

/** The programs with the last one changed. */
export function withLast(state: AgentState, change: Partial<Program>): Program[] {
  return state.programs.map((program, i, all) =>
    i === all.length - 1 ? { ...program, ...change } : program,
  );
}
