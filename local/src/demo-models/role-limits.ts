import type { ModelRole } from '@snaprun/core/config';
import { sniffPicture } from '@snaprun/core/picture-header';
import { ApiError } from './api-error.ts';
import { type ChatRequest, type Message, pictureUrls, textOf } from './chat-request.ts';
import { decodeDataUrl } from './data-url.ts';
import { countPictureTokens, countTokens } from './tokens.ts';

export const modelIds: Readonly<Record<ModelRole, string>> = {
  vision: 'demo-vision',
  reasoning: 'demo-reasoning',
  code: 'demo-code',
};

/** Tokens of prompt and answer together, as the models in production are served. */
export const contextWindows: Readonly<Record<ModelRole, number>> = {
  vision: 16_384,
  reasoning: 16_384,
  code: 4_096,
};

/** Tokens that the chat template adds around each message. */
const tokensPerMessage = 4;

/**
 * Holds a request to what the real model of the role would take, and says how long its answer may be.
 *
 * Throws the `ApiError` that vLLM would answer, in its words.
 */
export function admit(role: ModelRole, request: ChatRequest): { promptTokens: number; maxTokens: number } {
  if (request.model !== modelIds[role]) {
    throw new ApiError(404, `The model \`${request.model}\` does not exist.`, { param: 'model' });
  }
  if (request.stream_options && !request.stream) {
    throw new ApiError(400, 'Stream options can only be defined when `stream=True`.', {
      param: 'stream_options',
    });
  }
  admitTools(role, request);
  if (role === 'reasoning') admitMistralMessages(request.messages);
  const pictures = request.messages.flatMap(pictureUrls);
  if (role !== 'vision' && pictures.length > 0) {
    throw new ApiError(400, `${request.model} is not a multimodal model`);
  }
  if (pictures.length > 1) throw new ApiError(400, 'At most 1 image(s) may be provided in one prompt.');
  return admitLength(role, request, pictures);
}

/** Vision and code are served without a tool parser; reasoning has one, and answers in words unless it must call. */
function admitTools(role: ModelRole, { tools, tool_choice: choice }: ChatRequest): void {
  if (!tools?.length || choice === 'none') return;
  if (role !== 'reasoning') {
    throw new ApiError(
      400,
      '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
    );
  }
  if (choice && choice !== 'auto') {
    throw new ApiError(
      400,
      'The demo reasoning model calls no tools. Ask for `response_format: json_schema`.',
      {
        param: 'tool_choice',
      },
    );
  }
}

/** What Mistral's chat template and tokenizer demand of a conversation. */
function admitMistralMessages(messages: Message[]): void {
  const turns = messages[0]?.role === 'system' ? messages.slice(1) : messages;
  if (turns.some(({ role }) => role === 'system')) {
    throw new ApiError(400, 'Unexpected role system after the first message.');
  }
  for (const { content, tool_calls: calls, tool_call_id: answered } of turns) {
    if (calls?.length && content?.length) {
      throw new ApiError(400, 'Assistant message must have either content or tool_calls, but not both.');
    }
    for (const id of [...(calls ?? []).map((call) => call.id), ...(answered ? [answered] : [])]) {
      if (!/^[A-Za-z0-9]{9}$/.test(id)) {
        throw new ApiError(400, `Tool call id was ${id} but must be a-z, A-Z, 0-9, with a length of 9.`);
      }
    }
  }
  const spoken = turns.filter(({ role, tool_calls: calls }) => role !== 'tool' && !calls?.length);
  if (spoken.some(({ role }, index) => role !== (index % 2 === 0 ? 'user' : 'assistant'))) {
    throw new ApiError(
      400,
      'After the optional system message, conversation roles must alternate user/assistant/user/assistant/...',
    );
  }
  if (turns.at(-1)?.role === 'assistant' || turns.length === 0) {
    throw new ApiError(400, 'Expected last role User or Tool for serving, but got assistant.');
  }
}

function admitLength(role: ModelRole, request: ChatRequest, pictures: string[]) {
  const asked = request.max_completion_tokens ?? request.max_tokens ?? null;
  if (asked !== null && asked < 1) {
    throw new ApiError(400, `max_tokens must be at least 1, got ${asked}.`, { param: 'max_tokens' });
  }
  const window = contextWindows[role];
  const promptTokens =
    request.messages.reduce((sum, message) => sum + tokensPerMessage + countTokens(textOf(message)), 0) +
    pictures.reduce((sum, url) => sum + pictureTokens(url), 0);
  if (promptTokens >= window || promptTokens + (asked ?? 0) > window) {
    const requested =
      asked === null
        ? `${promptTokens} tokens in the messages, Please reduce the length of the messages.`
        : `${promptTokens + asked} tokens (${promptTokens} in the messages, ${asked} in the completion). Please reduce the length of the messages or completion.`;
    throw new ApiError(
      400,
      `This model's maximum context length is ${window} tokens. However, you requested ${requested}`,
    );
  }
  return { promptTokens, maxTokens: asked ?? window - promptTokens };
}

function pictureTokens(url: string): number {
  const { width, height } = sniffPicture(decodeDataUrl(url));
  return countPictureTokens(width ?? 28, height ?? 28);
}
