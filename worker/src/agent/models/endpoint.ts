import OpenAI from 'openai';
import { inSpan } from '../../telemetry/in-span.ts';
import type { Patience } from '../budgets.ts';
import { type Completion, readCompletion } from './completion.ts';
import { type EndpointFacts, nothingKnown } from './endpoint-facts.ts';
import { createEndpointFetch } from './endpoint-fetch.ts';
import { listModels } from './list-models.ts';
import type { ModelRequest } from './model-client.ts';
import { startAttempt } from './request-attempt.ts';
import { requestBody, roomForAnswer } from './request-body.ts';
import { Trouble, troubleOf } from './trouble.ts';

/** Servers are replaced by newer ones at the same address; what is known is found out again now and then. */
const rememberMs = 3_600_000;

export interface Endpoint {
  readonly facts: Readonly<EndpointFacts>;
  /** Asks once; throws Trouble, or the reason of the signal. `onAnswering` is called when the answer begins. */
  ask(request: ModelRequest, signal: AbortSignal, onAnswering: () => void): Promise<Completion>;
  /**
   * The names of the models that the server lists, or null where it lists none; never throws. The window of ours, where
   * the list tells it, is known from then on.
   */
  listModels(): Promise<string[] | null>;
}

/** One base URL, with what it has shown it can do: what it refuses is left out of later requests. */
export function createEndpoint(
  { baseUrl, apiKey, model }: { baseUrl: string; apiKey: string | null; model: string },
  patience: Patience,
): Endpoint {
  const client = new OpenAI({
    baseURL: baseUrl,
    apiKey: apiKey ?? 'none',
    maxRetries: 0,
    // Ours are shorter and have names.
    timeout: patience.totalMs + 10_000,
    fetch: createEndpointFetch(patience.connectMs),
    logLevel: 'off',
  });
  let facts: EndpointFacts = { ...nothingKnown };
  let knownSince = performance.now();

  async function send(
    request: ModelRequest,
    known: EndpointFacts,
    signal: AbortSignal,
    onAnswering: () => void,
  ): Promise<Completion> {
    const maxTokens = roomForAnswer(request, known);
    if (maxTokens === null) {
      // Asked anew the next time: servers are restarted with other windows.
      facts.window = null;
      throw new Trouble('too_long', { window: known.window });
    }
    const body = await requestBody(model, request, known, maxTokens);
    const attempt = startAttempt(signal, patience, known.streaming === 'works');
    try {
      // What the model's side takes, and nothing of ours.
      return await inSpan('model request', {}, async () => {
        const response = await client.chat.completions
          .create(body, { signal: attempt.controller.signal })
          .asResponse();
        return readCompletion(response, client, attempt.controller.signal, () => {
          attempt.answering();
          onAnswering();
        });
      });
    } catch (error) {
      // An abort of ours comes out as some error of the client.
      attempt.controller.signal.throwIfAborted();
      throw troubleOf(error) ?? error;
    } finally {
      attempt.end();
    }
  }

  /** What an endpoint may dislike, in turn; each is left out once to see whether that helps. */
  function withoutWhat(request: ModelRequest, trouble: Trouble): Partial<EndpointFacts>[] {
    const mayDislike = trouble.trouble === 'refuses_request' || trouble.trouble === 'server_error';
    if (!mayDislike || trouble.status === null) return [];
    const without: Partial<EndpointFacts>[] = [];
    if (request.schema && facts.schema === null) without.push({ schema: 'refused' });
    if (trouble.trouble === 'refuses_request' && facts.streaming === null)
      without.push(
        { streaming: 'refused' },
        ...without.map((one) => ({ ...one, streaming: 'refused' as const })),
      );
    if (trouble.trouble === 'refuses_request' && request.seed !== undefined && facts.seed === null)
      without.push(
        { seed: 'refused' },
        ...without.slice(-1).map((one) => ({ ...one, seed: 'refused' as const })),
      );
    return without;
  }

  function learn(request: ModelRequest, completion: Completion): void {
    if (facts.streaming === null) facts.streaming = completion.streamed ? 'works' : 'ignored';
    if (request.seed !== undefined) facts.seed ??= 'accepted';
    if (facts.usage === null) facts.usage = completion.tokensIn === null ? 'missing' : 'told';
    if (request.image) facts.pictures = true;
    if (!request.schema || facts.schema === 'refused' || completion.finish !== 'stop') return;
    const fits = isJsonObject(completion.text ?? '');
    if (!fits) facts.schema = 'ignored';
    else facts.schema ??= 'accepted';
  }

  return {
    get facts() {
      return facts;
    },
    async ask(request, signal, onAnswering) {
      if (performance.now() - knownSince > rememberMs) {
        facts = { ...nothingKnown };
        knownSince = performance.now();
      }
      let completion: Completion;
      try {
        completion = await send(request, facts, signal, onAnswering);
      } catch (error) {
        if (!(error instanceof Trouble)) throw error;
        if (error.trouble === 'no_pictures' && request.image) facts.pictures = false;
        completion = await sendOtherwise(request, error, signal, onAnswering);
      }
      learn(request, completion);
      return completion;
    },
    async listModels() {
      const listed = await listModels(client);
      const ours = listed?.find(({ id }) => id === model) ?? listed?.[0];
      facts.window ??= ours?.window ?? null;
      return listed?.map(({ id }) => id) ?? null;
    },
  };

  async function sendOtherwise(
    request: ModelRequest,
    error: Trouble,
    signal: AbortSignal,
    onAnswering: () => void,
  ): Promise<Completion> {
    if (error.trouble === 'too_long' && error.window !== null && error.window !== facts.window) {
      const before = roomForAnswer(request, facts);
      facts.window = error.window;
      if (roomForAnswer(request, facts) === before) throw error;
      return send(request, facts, signal, onAnswering);
    }
    for (const without of withoutWhat(request, error)) {
      try {
        const completion = await send(request, { ...facts, ...without }, signal, onAnswering);
        facts = { ...facts, ...without };
        return completion;
      } catch (second) {
        if (!(second instanceof Trouble)) throw second;
        // A server that fails whatever it is asked is not asked on.
        if (second.trouble !== error.trouble) throw second;
      }
    }
    throw error;
  }
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false; // prose: the schema was not applied
  }
}
