import type { ModelEndpoint, ModelRole } from '@snaprun/core/config';
import { patience as defaultPatience, type Patience } from '../budgets.ts';
import type { Completion } from './completion.ts';
import { createEndpoint } from './endpoint.ts';
import type { ModelAnswer, ModelClient, ModelRequest } from './model-client.ts';
import { createReplicas } from './replicas.ts';
import { failureOf } from './request-failure.ts';
import { estimateTokens } from './token-estimate.ts';
import { Trouble } from './trouble.ts';

/** A token is rarely longer; an answer of more letters did not keep to `max_tokens` and is cut off here. */
const lettersPerToken = 24;

/** A role behind OpenAI-compatible endpoints; retries, breakers and timeouts are below here and nowhere else. */
export function createOpenAiClient(
  role: ModelRole,
  { baseUrls, apiKey, model }: ModelEndpoint,
  patience: Patience = defaultPatience[role],
): ModelClient {
  const replicas = createReplicas(
    baseUrls.map((baseUrl) => createEndpoint({ baseUrl, apiKey, model }, patience)),
    patience,
  );
  let isLearning = false;
  return {
    role,
    model,
    isDemo: model.startsWith('demo-'),
    window() {
      const known = replicas.endpoints.map(({ facts }) => facts.window).filter((window) => window !== null);
      return known.length === 0 ? null : Math.min(...known);
    },
    async ask(request, options) {
      options.signal.throwIfAborted();
      // Beside the first request, not before it: until it is known the window is as it is for this model.
      if (!isLearning) for (const endpoint of replicas.endpoints) void endpoint.listModels();
      isLearning = true;
      try {
        const completion = await replicas.call((endpoint, signal, onAnswering) => {
          options.onSent?.();
          return endpoint.ask(request, signal, () => {
            onAnswering();
            options.onAnswering?.();
          });
        }, options);
        return answerOf(completion, request);
      } catch (error) {
        options.signal.throwIfAborted();
        if (error instanceof Trouble) return failureOf(error, role);
        throw error;
      }
    },
  };
}

/** An answer under its name. */
function answerOf(completion: Completion, request: ModelRequest): ModelAnswer {
  // Postgres takes neither NUL nor half a surrogate pair, and no answer needs them; thinking aloud is no part of it.
  const said = (completion.text ?? '').toWellFormed().replaceAll('\0', '');
  const text = said.replace(/^\s*<think>[\s\S]*?<\/think>\s*/, '');
  const usage = {
    tokensIn: completion.tokensIn ?? estimateTokens(`${request.system ?? ''}\n${request.user}`),
    tokensOut: completion.tokensOut ?? estimateTokens(said),
  };
  const failure = (kind: Exclude<ModelAnswer, { ok: true }>['kind'], detail: string): ModelAnswer => ({
    ok: false,
    kind,
    detail,
    usage,
  });
  if (completion.finish === 'content_filter' || completion.refused)
    return failure('refused', 'The model refused to answer.');
  if (completion.finish === 'looping')
    return { ...failure('looping', 'The model said the same again and again.'), text };
  const most = request.maxTokens * lettersPerToken;
  if (completion.finish === 'length' || text.length > most) {
    const detail = `The answer was cut off after ${usage.tokensOut} tokens.`;
    return { ok: false, kind: 'length', detail, usage, text: text.slice(0, most).toWellFormed() };
  }
  if (text.trim() !== '') return { ok: true, text, usage };
  if (completion.calledTool)
    return failure('tool_call', 'The model called a tool in the place of answering; it was given none.');
  if (completion.text === undefined)
    return failure('no_choices', 'The model sent an answer without content.');
  if (completion.text === null) return failure('no_content', 'The model sent an answer without content.');
  return failure('empty', 'The model answered nothing.');
}
