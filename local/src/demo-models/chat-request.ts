import { z } from 'zod';
import { ApiError } from './api-error.ts';

const TextPart = z.object({ type: z.literal('text'), text: z.string() });
const PicturePart = z.object({ type: z.literal('image_url'), image_url: z.object({ url: z.string() }) });
const Content = z.union([z.string(), z.array(z.discriminatedUnion('type', [TextPart, PicturePart])).max(50)]);
const ToolCall = z.object({
  id: z.string(),
  type: z.literal('function').default('function'),
  function: z.object({ name: z.string(), arguments: z.string() }),
});
const Message = z.object({
  role: z.enum(['system', 'user', 'assistant', 'tool']),
  content: Content.nullish(),
  tool_calls: z.array(ToolCall).max(20).nullish(),
  tool_call_id: z.string().nullish(),
});
export type Message = z.infer<typeof Message>;

const Schema = z.record(z.string(), z.unknown());
const Tool = z.object({
  type: z.literal('function'),
  function: z.object({ name: z.string().max(64), parameters: Schema.optional() }),
});

/** The part of a chat completion request that the demo models act on; other members are accepted and ignored. */
export const ChatRequest = z.object({
  model: z.string(),
  messages: z.array(Message).min(1).max(100),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: z.number().int().nullish(),
  max_completion_tokens: z.number().int().nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  n: z.number().int().min(1).max(8).nullish(),
  tools: z.array(Tool).max(64).nullish(),
  tool_choice: z
    .union([
      z.enum(['none', 'auto', 'required']),
      z.object({ type: z.literal('function'), function: z.object({ name: z.string() }) }),
    ])
    .nullish(),
  response_format: z
    .discriminatedUnion('type', [
      z.object({ type: z.literal('text') }),
      z.object({ type: z.literal('json_object') }),
      z.object({
        type: z.literal('json_schema'),
        json_schema: z.object({ name: z.string(), schema: Schema, strict: z.boolean().nullish() }),
      }),
    ])
    .nullish(),
});
export type ChatRequest = z.infer<typeof ChatRequest>;

/** Reads a request body; throws the 400 that vLLM would send, with every bad member named. */
export function parseChatRequest(text: string): ChatRequest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ApiError(400, `The body is not JSON: ${error instanceof Error ? error.message : error}`);
  }
  const parsed = ChatRequest.safeParse(json);
  if (!parsed.success) throw new ApiError(400, z.prettifyError(parsed.error));
  return parsed.data;
}

/** The words of a message, its parts joined by line breaks. */
export function textOf(message: Message): string {
  if (typeof message.content === 'string') return message.content;
  return (message.content ?? []).flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
}

/** The addresses of the pictures in a message. */
export function pictureUrls(message: Message): string[] {
  if (typeof message.content === 'string') return [];
  return (message.content ?? []).flatMap((part) => (part.type === 'image_url' ? [part.image_url.url] : []));
}

/** The words of the last user message, which is where the agent puts what a model is to answer. */
export function userText(request: ChatRequest): string {
  const message = request.messages.findLast(({ role }) => role === 'user');
  return message ? textOf(message) : '';
}
