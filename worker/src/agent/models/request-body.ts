import type {
  ChatCompletionContentPart,
  ChatCompletionCreateParams,
} from 'openai/resources/chat/completions';
import type { EndpointFacts } from './endpoint-facts.ts';
import type { ModelRequest } from './model-client.ts';
import { estimateTokens } from './token-estimate.ts';

/** Tokens that chat templates add, and what estimating without the tokenizer may be off by. */
const margin = 96;
/** A picture of 1.6 megapixels in patches of 28 × 28 pixels, which is the most that is sent. */
const pictureTokens = 2_100;
/** An answer that may not even be this long says nothing. */
const leastAnswer = 64;

/** The prompt as an endpoint needs it: a schema that it does not apply by itself stands in the prompt. */
function userText({ user, schema }: ModelRequest, facts: EndpointFacts): string {
  if (!schema || facts.schema === null || facts.schema === 'accepted') return user;
  const wanted = `Answer with one JSON object that fits this JSON schema, and with nothing else:`;
  return `${user}\n\n${wanted}\n${JSON.stringify(schema.schema)}`;
}

/** How long the answer may be, so that it fits into the window with its prompt; null when it would not. */
export function roomForAnswer(request: ModelRequest, facts: EndpointFacts): number | null {
  if (facts.window === null) return request.maxTokens;
  const prompt = estimateTokens(`${request.system ?? ''}\n${userText(request, facts)}`);
  const left = facts.window - margin - prompt - (request.image ? pictureTokens : 0);
  return left < Math.min(leastAnswer, request.maxTokens) ? null : Math.min(request.maxTokens, left);
}

/** The request as it is sent to an endpoint of which this much is known. */
export async function requestBody(
  model: string,
  request: ModelRequest,
  facts: EndpointFacts,
  maxTokens: number,
): Promise<ChatCompletionCreateParams> {
  const image = await request.image?.();
  const text = userText(request, facts);
  const content: string | ChatCompletionContentPart[] =
    image === undefined
      ? text
      : [
          { type: 'text', text },
          {
            type: 'image_url',
            image_url: { url: `data:image/png;base64,${Buffer.from(image).toString('base64')}` },
          },
        ];
  const { schema } = request;
  return {
    model,
    messages: [
      ...(request.system === undefined ? [] : [{ role: 'system' as const, content: request.system }]),
      { role: 'user' as const, content },
    ],
    // vLLM reads max_tokens; the newer name is not known everywhere.
    max_tokens: maxTokens,
    temperature: request.temperature,
    ...(request.seed !== undefined && facts.seed !== 'refused' && { seed: request.seed }),
    ...(facts.streaming !== 'refused' && { stream: true, stream_options: { include_usage: true } }),
    ...(schema &&
      facts.schema !== 'refused' && {
        response_format: { type: 'json_schema', json_schema: { ...schema, strict: true } },
      }),
  };
}
