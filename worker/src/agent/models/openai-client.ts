import type { ModelEndpoint, ModelRole } from '@snaprun/core/config';
import OpenAI from 'openai';
import type { ChatCompletion, ChatCompletionContentPart } from 'openai/resources/chat/completions';
import { patience as defaultPatience, type Patience } from '../budgets.ts';
import { boundedFetch } from './bounded-fetch.ts';
import type { ModelAnswer, ModelClient, ModelRequest } from './model-client.ts';
import { createReplicas } from './replicas.ts';
import { failureOf } from './request-failure.ts';
import { estimateTokens } from './token-estimate.ts';

/** A role behind an OpenAI-compatible endpoint; retries, breakers and timeouts are here and nowhere else. */
export function createOpenAiClient(
  role: ModelRole,
  endpoint: ModelEndpoint,
  patience: Patience = defaultPatience[role],
): ModelClient {
  const replicas = createReplicas(
    endpoint.baseUrls.map(
      (baseURL) =>
        new OpenAI({
          baseURL,
          apiKey: endpoint.apiKey ?? 'none',
          maxRetries: 0,
          timeout: patience.timeoutMs,
          fetch: boundedFetch,
        }),
    ),
    patience,
  );
  return {
    role,
    model: endpoint.model,
    isDemo: endpoint.model.startsWith('demo-'),
    async ask(request, options) {
      options.signal.throwIfAborted();
      const body = await bodyOf(endpoint.model, request);
      try {
        const completion = await replicas.call((client, signal) => {
          options.onSent?.();
          return client.chat.completions.create(body, { signal, maxRetries: 0 });
        }, options);
        return answerOf(completion, request);
      } catch (error) {
        options.signal.throwIfAborted();
        return failureOf(error, role);
      }
    },
  };
}

async function bodyOf(model: string, request: ModelRequest) {
  const image = await request.image?.();
  const content: string | ChatCompletionContentPart[] =
    image === undefined
      ? request.user
      : [
          { type: 'text', text: request.user },
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
    max_tokens: request.maxTokens,
    temperature: request.temperature,
    ...(schema && {
      response_format: { type: 'json_schema' as const, json_schema: { ...schema, strict: true } },
    }),
  };
}

function answerOf(completion: ChatCompletion, request: ModelRequest): ModelAnswer {
  const [choice] = completion.choices ?? [];
  // Postgres takes neither NUL nor half a surrogate pair, and no answer needs them.
  const text = (choice?.message?.content ?? '').toWellFormed().replaceAll('\0', '');
  const usage = {
    tokensIn: completion.usage?.prompt_tokens ?? estimateTokens(request.user),
    tokensOut: completion.usage?.completion_tokens ?? estimateTokens(text),
  };
  if (choice?.finish_reason === 'content_filter' || choice?.message?.refusal) {
    return { ok: false, kind: 'refused', detail: 'The model refused to answer.', usage };
  }
  if (choice?.finish_reason === 'length') {
    const detail = `The answer was cut off after ${usage.tokensOut} tokens.`;
    return { ok: false, kind: 'length', detail, usage, text };
  }
  if (text.trim() === '') return { ok: false, kind: 'empty', detail: 'The model answered nothing.', usage };
  return { ok: true, text, usage };
}
