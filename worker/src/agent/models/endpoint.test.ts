import { afterEach, describe, expect, test } from 'vitest';
import { hasty } from '../test-bench.ts';
import { createEndpoint } from './endpoint.ts';
import type { ModelRequest } from './model-client.ts';
import { createOpenAiClient } from './openai-client.ts';
import {
  piece,
  type ScriptedModelServer,
  type ScriptedReply,
  type ScriptedRequest,
  startScriptedModels,
} from './scripted-model-server.ts';

const patience = { ...hasty, outageMs: 0 };
const impatience = { ...patience, firstByteMs: 200, totalMs: 300 };
const slow: readonly ScriptedReply[] = ['hang', 'pings', 'drip'];
const question: ModelRequest = { user: 'hello', maxTokens: 100, temperature: 0 };
const schema = { name: 'greeting', schema: { type: 'object', properties: { hi: { type: 'string' } } } };
const { signal } = new AbortController();
let server: ScriptedModelServer | undefined;
afterEach(() => server?.close());

type Replies = ScriptedReply[] | ((request: ScriptedRequest, n: number) => ScriptedReply);
async function serve(code: Replies, window?: number) {
  server = await startScriptedModels({ vision: [], reasoning: [], code }, undefined, window);
  return server;
}

async function answerTo(code: ScriptedReply) {
  const { endpoints } = await serve([code]);
  const client = createOpenAiClient('code', endpoints.code, slow.includes(code) ? impatience : patience);
  return client.ask(question, { signal });
}

async function endpointOf(code: Replies, window?: number) {
  const { endpoints } = await serve(code, window);
  const { baseUrls, apiKey, model } = endpoints.code;
  return createEndpoint({ baseUrl: baseUrls[0] ?? '', apiKey, model }, patience);
}

const withMessage = (message: object | null, finish: string | null = 'stop'): ScriptedReply => ({
  body: JSON.stringify({ choices: [{ index: 0, finish_reason: finish, message }] }),
});
const page = '<!doctype html><title>502 Bad Gateway</title>';
const asks = (request: ScriptedRequest) => ({
  schema: request.response_format !== undefined,
  stream: request.stream,
});

describe('what goes wrong with an answer has a name', () => {
  test.each<[string, string | undefined, ScriptedReply]>([
    ['length', undefined, { text: 'x', finish: 'length' }],
    ['looping', undefined, { text: '!'.repeat(5_000), finish: 'length' }],
    ['looping', undefined, { events: Array.from({ length: 300 }, () => piece('the same, ')), after: 'hang' }],
    ['refused', undefined, { text: 'x', finish: 'content_filter' }],
    ['refused', undefined, withMessage({ content: null, refusal: 'No.' })],
    ['empty', undefined, { text: ' \n' }],
    ['empty', undefined, { text: '<think>Well…</think>' }],
    ['no_content', undefined, withMessage({ content: null })],
    ['no_content', undefined, withMessage({ content: 7 })],
    ['no_content', undefined, withMessage(null)],
    ['no_choices', undefined, { body: '{"choices": []}' }],
    ['no_choices', undefined, { body: '{"choices": null}' }],
    ['no_choices', undefined, { body: '{"choices": {"0": 1}}' }],
    ['no_choices', undefined, { body: '{}' }],
    [
      'tool_call',
      undefined,
      withMessage({ content: null, tool_calls: [{ id: 'call__0_look_cmpl-1' }] }, 'tool_calls'),
    ],
    ['length', undefined, { text: Array.from({ length: 900 }, (_, i) => i).join(' ') }],
    ['oversized', 'oversized', { body: `"${'x'.repeat(20_000_000)}"` }],
    ['oversized', 'oversized', 'flood'],
    ['too_long', 'too_long', { status: 400, message: "This model's maximum context length is 4096 tokens." }],
    ['too_long', 'too_long', { status: 400, message: 'the request exceeds the available context size' }],
    ['rejected', 'refuses_key', { status: 401 }],
    ['rejected', 'unknown_model', { status: 404 }],
    ['rejected', 'refuses_request', { status: 422 }],
    ['rejected', 'redirected', { redirect: 'http://127.0.0.1:1/' }],
    ['unavailable', 'starting', { status: 503 }],
    ['unavailable', 'busy', { status: 429 }],
    ['unavailable', 'gateway', { body: page, type: 'text/html', status: 502 }],
    ['unavailable', 'server_error', { status: 500 }],
    ['unavailable', 'server_error', { events: ['{"error": {"message": "CUDA out of memory"}}'] }],
    ['unavailable', 'not_an_api', { body: page, type: 'text/html' }],
    ['unavailable', 'not_an_api', { body: '{"choices": [' }],
    ['unavailable', 'not_an_api', { body: 'null' }],
    ['unavailable', 'not_an_api', { events: ['no json'] }],
    ['unavailable', 'cut_off', 'break_off'],
    ['unavailable', 'cut_off', { events: [piece('Here is'), piece(' the')], after: 'end' }],
    ['unavailable', 'no_first_byte', 'hang'],
    ['unavailable', 'no_first_byte', 'pings'],
    ['unavailable', 'too_slow', 'drip'],
  ])('%s (%s)', async (kind, trouble, reply) => {
    const answer = await answerTo(reply);
    expect(answer).toMatchObject(trouble === undefined ? { ok: false, kind } : { ok: false, kind, trouble });
    expect(answer).not.toHaveProperty('value');
  });

  test('a server that is not there cannot be reached', async () => {
    const nowhere = { baseUrls: ['http://127.0.0.1:1/v1'], apiKey: null, model: 'x' };
    const answer = await createOpenAiClient('code', nowhere, patience).ask(question, { signal });
    expect(answer).toMatchObject({ kind: 'unavailable', trouble: 'unreachable' });
  });

  test('usage that is no count is estimated', async () => {
    for (const usage of [
      null,
      3,
      { prompt_tokens: -1, completion_tokens: '9e9' },
      { prompt_tokens: 1e300 },
    ]) {
      await server?.close();
      const answer = await answerTo({ text: 'hi', usage });
      expect(answer).toMatchObject({ ok: true, usage: { tokensIn: 3, tokensOut: 1 } });
    }
  });

  test('content in parts and thinking aloud are read as one text', async () => {
    const parts = [
      { type: 'text', text: '<think>Hm.</think>\n4' },
      { type: 'text', text: '2' },
    ];
    expect(await answerTo(withMessage({ content: parts }))).toMatchObject({ ok: true, text: '42' });
  });
});

describe('what an endpoint can do is tried and remembered', () => {
  test('an endpoint that applies schemas and streams is asked so', async () => {
    const endpoint = await endpointOf([{ text: '{"hi": "you"}' }]);
    await endpoint.ask({ ...question, schema }, signal, () => undefined);
    const facts = { schema: 'accepted', streaming: 'works', usage: 'told', pictures: null };
    expect(endpoint.facts).toMatchObject(facts);
  });

  test.each([400, 422, 500])(
    'schemas that it answers with %s stand in the prompt from then on',
    async (status) => {
      const endpoint = await endpointOf((request) =>
        asks(request).schema ? { status } : { text: '{"hi": "you"}' },
      );
      for (const _time of [1, 2]) await endpoint.ask({ ...question, schema }, signal, () => undefined);
      expect(server?.requests.map((request) => asks(request).schema)).toEqual([true, false, false]);
      expect(server?.requests[2]?.text).toContain('fits this JSON schema');
      expect(endpoint.facts.schema).toBe('refused');
    },
  );

  test('schemas that it ignores stand in the prompt as well', async () => {
    const endpoint = await endpointOf([{ text: 'Hi you!' }]);
    for (const _time of [1, 2]) await endpoint.ask({ ...question, schema }, signal, () => undefined);
    expect(server?.requests.map(({ text }) => text.includes('fits this JSON schema'))).toEqual([false, true]);
  });

  test('streams that it refuses are not asked for again', async () => {
    const endpoint = await endpointOf((request) => (request.stream ? { status: 400 } : { text: 'hi' }));
    for (const _time of [1, 2]) await endpoint.ask(question, signal, () => undefined);
    expect(server?.requests.map(({ stream }) => stream)).toEqual([true, false, false]);
    expect(endpoint.facts.streaming).toBe('refused');
  });

  test.each([undefined, schema])('a seed that it refuses is not sent again', async (wanted) => {
    const endpoint = await endpointOf((request) =>
      'seed' in request ? { status: 422 } : { text: '{"hi": 1}' },
    );
    const request = { ...question, seed: 7, ...(wanted && { schema: wanted }) };
    for (const _time of [1, 2]) await endpoint.ask(request, signal, () => undefined);
    expect(server?.requests.at(0)).toMatchObject({ seed: 7 });
    expect(server?.requests.slice(-2).map((sent) => 'seed' in sent)).toEqual([false, false]);
    expect(endpoint.facts).toMatchObject({ seed: 'refused', streaming: 'works' });
  });

  test('a stream without a chunk of usage is known to have none', async () => {
    const endpoint = await endpointOf([{ events: [piece('hi'), piece(null, 'stop'), '[DONE]'] }]);
    const { text, tokensOut } = await endpoint.ask(question, signal, () => undefined);
    expect([text, tokensOut, endpoint.facts.usage]).toEqual(['hi', null, 'missing']);
  });

  test('an answer that comes in one piece is read all the same', async () => {
    const endpoint = await endpointOf([{ text: 'hi', whole: true }]);
    expect(await endpoint.ask(question, signal, () => undefined)).toMatchObject({ text: 'hi' });
    expect(endpoint.facts.streaming).toBe('ignored');
  });

  test('the window is read off the list of models, and answers are asked for that fit', async () => {
    const endpoint = await endpointOf([{ text: 'hi' }], 512);
    expect(await endpoint.listModels()).toEqual(['scripted-code']);
    await endpoint.ask({ ...question, maxTokens: 2_000 }, signal, () => undefined);
    expect(endpoint.facts.window).toBe(512);
    expect(server?.requests[0]?.max_tokens).toBeLessThan(512 - 90);
    const long = { ...question, user: 'word '.repeat(600) };
    await expect(endpoint.ask(long, signal, () => undefined)).rejects.toMatchObject({ trouble: 'too_long' });
    expect(server?.requests).toHaveLength(1);
  });

  test('the window is learned from a refusal, and the request made to fit', async () => {
    const message = "This model's maximum context length is 1024 tokens. However, you requested 2010 tokens.";
    const endpoint = await endpointOf(({ max_tokens = 0 }) =>
      max_tokens > 1_000 ? { status: 400, message } : { text: 'hi' },
    );
    const asked = { ...question, maxTokens: 2_000 };
    expect(await endpoint.ask(asked, signal, () => undefined)).toMatchObject({ text: 'hi' });
    await endpoint.ask(asked, signal, () => undefined);
    expect(server?.requests.map(({ max_tokens = 0 }) => max_tokens > 1_000)).toEqual([true, false, false]);
  });

  test('an endpoint that takes no pictures is known as such', async () => {
    const endpoint = await endpointOf([{ status: 400, message: 'scripted-code is not a multimodal model' }]);
    const asked = { ...question, image: async () => new Uint8Array(8) };
    await expect(endpoint.ask(asked, signal, () => undefined)).rejects.toMatchObject({
      trouble: 'no_pictures',
    });
    expect(endpoint.facts.pictures).toBe(false);
  });
});
