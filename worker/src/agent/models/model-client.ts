import type { ModelRole } from '@snaprun/core/config';

export interface ModelRequest {
  system?: string;
  user: string;
  /** A PNG shown to the vision role. */
  image?: () => Promise<Uint8Array>;
  maxTokens: number;
  temperature: number;
  /** The answer has to be JSON of this schema. */
  schema?: { name: string; schema: Record<string, unknown> };
}

export interface Usage {
  tokensIn: number;
  tokensOut: number;
}

/** Everything that can be wrong with an answer, by name: a model's failure is a value. */
export const modelFailures = [
  /** Cut off at `max_tokens`. */
  'length',
  'empty',
  /** Not the JSON that was asked for, also after asking again. */
  'bad_json',
  /** The model or a filter in front of it would not answer. */
  'refused',
  /** Prompt and answer do not fit into the window. */
  'too_long',
  /** The endpoint says that the request or the key is wrong; asking again would not help. */
  'rejected',
  /** Not reachable, broken, or too slow, for as long as was waited. */
  'unavailable',
  /** The job's own budget is used up; nothing was asked. */
  'budget',
] as const;
export type ModelFailureKind = (typeof modelFailures)[number];

export interface ModelFailure {
  ok: false;
  kind: ModelFailureKind;
  /** A sentence; never the prompt. */
  detail: string;
  usage?: Usage;
  /** What had been written when the answer was cut off. */
  text?: string;
}

export type ModelAnswer = { ok: true; text: string; usage: Usage } | ModelFailure;

export interface AskOptions {
  signal: AbortSignal;
  /** Called once, when the model does not answer now and is waited for. */
  onWaiting?: (reason: string) => Promise<void>;
  /** Called before each request is sent. */
  onSent?: () => void;
}

/** One model role. `ask` throws only the signal's reason. */
export interface ModelClient {
  readonly role: ModelRole;
  readonly model: string;
  /** Whether the answers come from the demo models. */
  readonly isDemo: boolean;
  ask(request: ModelRequest, options: AskOptions): Promise<ModelAnswer>;
}
