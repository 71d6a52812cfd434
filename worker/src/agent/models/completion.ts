import type OpenAI from 'openai';
import { Stream } from 'openai/streaming';
import { z } from 'zod';
import { isLooping } from './looping.ts';
import { Trouble } from './trouble.ts';

/** What an endpoint answered, whatever way it came. */
export interface Completion {
  /** Null where there was no content; `undefined` where there was not even a choice. */
  text: string | null | undefined;
  finish: 'stop' | 'length' | 'content_filter' | 'looping';
  refused: boolean;
  calledTool: boolean;
  tokensIn: number | null;
  tokensOut: number | null;
  streamed: boolean;
}

/** Only what is read of a completion, and nothing that a server could get wrong stops the reading. */
const Count = z.int().min(0).max(10_000_000).nullable().catch(null);
const Part = z.looseObject({ text: z.string().catch('') });
const Content = z
  .union([z.string(), z.array(Part).transform((parts) => parts.map(({ text }) => text).join(''))])
  .nullish()
  .catch(null);
const Message = z
  .looseObject({
    content: Content,
    refusal: z.unknown().optional(),
    tool_calls: z.unknown().optional(),
    function_call: z.unknown().optional(),
  })
  .nullish()
  .catch(null);
const Choice = z.looseObject({
  finish_reason: z.string().nullish().catch(null),
  message: Message,
  delta: Message,
});
const Body = z.looseObject({
  choices: z.array(Choice).nullish().catch(null),
  usage: z.looseObject({ prompt_tokens: Count, completion_tokens: Count }).nullish().catch(null),
});

/**
 * Reads an answer that comes as a stream or in one piece; throws Trouble for what is neither or breaks off.
 *
 * `onPiece` is called for each piece of a stream; a text that only repeats itself is not read to its end.
 */
export async function readCompletion(
  response: Response,
  client: OpenAI,
  signal: AbortSignal,
  onPiece: () => void,
): Promise<Completion> {
  const type = response.headers.get('content-type') ?? '';
  const read = type.includes('text/event-stream')
    ? await readStream(response, client, onPiece)
    : await readWhole(response, onPiece);
  // An aborted stream ends quietly.
  signal.throwIfAborted();
  return read;
}

async function readWhole(response: Response, onPiece: () => void): Promise<Completion> {
  const text = await response.text();
  onPiece();
  const body = Body.safeParse(JSON.parse(text));
  if (!body.success) throw new Trouble('not_an_api');
  const [choice] = body.data.choices ?? [];
  const completion = started(false);
  take(completion, choice, choice?.message);
  return told(completion, body.data.usage);
}

async function readStream(response: Response, client: OpenAI, onPiece: () => void): Promise<Completion> {
  let completion = started(true);
  let finished = false;
  let checkedAt = 0;
  // The client aborts it whenever a stream ends otherwise than well; ours keeps the reason.
  const ended = new AbortController();
  for await (const piece of Stream.fromSSEResponse<unknown>(response, ended, client)) {
    onPiece();
    const body = Body.safeParse(piece);
    if (!body.success) throw new Trouble('not_an_api');
    const [choice] = body.data.choices ?? [];
    take(completion, choice, choice?.delta ?? choice?.message);
    completion = told(completion, body.data.usage);
    finished ||= Boolean(choice?.finish_reason);
    const { length } = completion.text ?? '';
    if (length - checkedAt < 500) continue;
    checkedAt = length;
    // Leaving the loop lets go of the rest.
    if (isLooping(completion.text ?? '')) return { ...completion, finish: 'looping' };
  }
  if (!finished) throw new Trouble('cut_off');
  return completion;
}

function started(streamed: boolean): Completion {
  const nothing = { text: undefined, finish: 'stop', tokensIn: null, tokensOut: null } as const;
  return { ...nothing, refused: false, calledTool: false, streamed };
}

function take(
  completion: Completion,
  choice: z.infer<typeof Choice> | undefined,
  message: z.infer<typeof Message>,
): void {
  if (choice === undefined) return;
  if (completion.text === undefined) completion.text = null;
  if (typeof message?.content === 'string') completion.text = (completion.text ?? '') + message.content;
  if (message?.refusal) completion.refused = true;
  const { tool_calls: calls, function_call: call } = message ?? {};
  if (call || (Array.isArray(calls) && calls.length > 0)) completion.calledTool = true;
  const finish = choice.finish_reason;
  if (finish === 'length' || finish === 'content_filter') completion.finish = finish;
}

function told(completion: Completion, usage: z.infer<typeof Body>['usage']): Completion {
  if (!usage) return completion;
  return { ...completion, tokensIn: usage.prompt_tokens, tokensOut: usage.completion_tokens };
}
