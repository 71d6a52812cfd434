import type { ModelRole } from '@snaprun/core/config';
import type { TroubleName } from './trouble.ts';

export interface ModelRequest {
  system?: string;
  user: string;
  /** A PNG shown to the vision role. */
  image?: () => Promise<Uint8Array>;
  maxTokens: number;
  temperature: number;
  /** The same request with the same seed gets the same answer, where the server keeps to it. */
  seed?: number;
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
  /** The same few words again and again. */
  'looping',
  'empty',
  /** `content: null`, as servers send for an answer that went elsewhere. */
  'no_content',
  'no_choices',
  /** It wants to call a tool; it was given none. */
  'tool_call',
  /** Words where JSON was asked for, also after asking again. */
  'no_json',
  /** JSON that does not parse, also after asking again. */
  'broken_json',
  /** JSON of another shape, also after asking again. */
  'wrong_schema',
  /** The model or a filter in front of it would not answer. */
  'refused',
  /** Prompt and answer do not fit into the window. */
  'too_long',
  /** The endpoint takes no pictures. */
  'no_pictures',
  /** Far more than was asked for. */
  'oversized',
  /** The endpoint says that the request or the key is wrong; asking again would not help. */
  'rejected',
  /** Not reachable, broken, or too slow, for as long as was waited. */
  'unavailable',
  /** The job's own budget is used up; nothing was asked. */
  'budget',
] as const;
export type ModelFailureKind = (typeof modelFailures)[number];

/** The model spoke, but not to the point; asked again, with other luck, it may. */
export const worthAskingAgain: ReadonlySet<ModelFailureKind> = new Set([
  ...(['length', 'looping', 'empty', 'no_content', 'no_choices', 'tool_call'] as const),
  ...(['no_json', 'broken_json', 'wrong_schema'] as const),
]);

export interface ModelFailure {
  ok: false;
  kind: ModelFailureKind;
  /** What the endpoint did, where it is the endpoint's fault. */
  trouble?: TroubleName;
  /** A sentence; never the prompt. */
  detail: string;
  usage?: Usage;
  /** What had been written when the answer was cut off. */
  text?: string;
}

export type ModelAnswer = { ok: true; text: string; usage: Usage } | ModelFailure;

export interface AskOptions {
  signal: AbortSignal;
  /** In ms of the epoch; an outage is not waited for longer than this. */
  waitUntil?: number;
  /** Called once, when the model does not answer now and is waited for. */
  onWaiting?: (reason: string) => Promise<void>;
  /** Called before each request is sent. */
  onSent?: () => void;
  /** Called when an answer begins. */
  onAnswering?: () => void;
}

/** One model role. `ask` throws only the signal's reason. */
export interface ModelClient {
  readonly role: ModelRole;
  readonly model: string;
  /** Whether the answers come from the demo models. */
  readonly isDemo: boolean;
  ask(request: ModelRequest, options: AskOptions): Promise<ModelAnswer>;
  /** Tokens of prompt and answer together, as far as the endpoints have told. */
  window(): number | null;
}
