import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ModelRole } from '@snaprun/core/config';
import { createLog } from '@snaprun/core/log';
import { Spec } from '@snaprun/core/spec';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { samplePanels, samplePrompt } from './coder/sample-panels.ts';
import { writeAnswer } from './coder/write-answer.ts';
import { createFaults } from './faults.ts';
import { decide } from './reasoning.ts';
import { modelIds } from './role-limits.ts';
import { createDemoModels } from './server.ts';
import { answerVision } from './vision-answer.ts';

/** The status line of an answer to a request whose target no client would send. */
async function statusOf(target: string): Promise<string> {
  const socket = connect(Number(new URL(base).port), '127.0.0.1');
  socket.write(`GET ${target} HTTP/1.1\r\nhost: demo\r\nconnection: close\r\n\r\n`);
  return (await text(socket)).split('\r\n')[0] ?? '';
}

const Completion = z.object({
  id: z.string(),
  choices: z.array(z.object({ message: z.object({ content: z.string() }), finish_reason: z.string() })),
  usage: z.object({ prompt_tokens: z.number(), completion_tokens: z.number(), total_tokens: z.number() }),
});
const Refusal = z.object({
  error: z.object({ message: z.string(), type: z.string(), code: z.union([z.string(), z.number()]) }),
});

const seen = Spec.parse({ version: 1, panels: [samplePanels.bar], notes: [], confidence: 0.8 });
const reader = { read: async () => seen, close: async () => {} };
const servers: Server[] = [];
let base = '';

async function start(faults = ''): Promise<string> {
  const server = createDemoModels({
    key: 'right-key',
    answers: {
      vision: (request, signal) => answerVision(request, reader, signal),
      reasoning: decide,
      code: writeAnswer,
    },
    faults: createFaults(faults),
    latencyMs: 0,
    log: createLog({}, () => {}),
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function post(
  role: ModelRole,
  body: object | string,
  { url = base, key = 'right-key' } = {},
): Promise<Response> {
  return fetch(`${url}/${role}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify({ model: modelIds[role], ...body }),
  });
}

async function complete(role: ModelRole, body: object, url = base) {
  const response = await post(role, body, { url });
  const json: unknown = await response.json();
  expect(json).toMatchObject({ object: 'chat.completion' });
  return Completion.parse(json);
}

async function refused(role: ModelRole, body: object | string, options?: { url?: string; key?: string }) {
  const response = await post(role, body, options);
  return { status: response.status, ...Refusal.parse(await response.json()).error };
}

const user = (content: unknown) => ({ role: 'user', content });
const says = (text: string) => ({ messages: [user(text)] });
const picture = (url: string) => ({ type: 'image_url', image_url: { url } });
let dataUrl = '';

beforeAll(async () => {
  base = await start();
  const pixels = { create: { width: 56, height: 28, channels: 3 as const, background: '#ffffff' } };
  dataUrl = `data:image/png;base64,${(await sharp(pixels).png().toBuffer()).toString('base64')}`;
});
afterAll(() => {
  for (const server of servers) server.close().closeAllConnections();
});

test.each(['//', '/\\', 'http://[', '//[', '/health/%'])(
  'the target %s is refused and ends nothing',
  async (target) => {
    expect(await statusOf(target)).toBe('HTTP/1.1 404 Not Found');
  },
);

describe('the demo models', () => {
  test('say that they are well, without a key', async () => {
    expect((await fetch(`${base}/health`)).status).toBe(200);
    expect((await fetch(`${base}/vision/health`)).status).toBe(200);
  });

  test('list one model a role', async () => {
    const response = await fetch(`${base}/code/v1/models`, {
      headers: { authorization: 'Bearer right-key' },
    });
    expect(await response.json()).toMatchObject({ data: [{ id: 'demo-code', max_model_len: 4096 }] });
  });

  test('give every answer an id of its own and the same content to the same question', async () => {
    const body = says(samplePrompt([samplePanels.bar]));
    const [first, second] = [await complete('code', body), await complete('code', body)];
    expect(first.id).not.toBe(second.id);
    expect(first.choices).toEqual(second.choices);
    expect(first.usage.total_tokens).toBe(first.usage.prompt_tokens + first.usage.completion_tokens);
  });

  test('stream the same answer in pieces, with usage when asked, and end with [DONE]', async () => {
    const body = says(samplePrompt([samplePanels.bar]));
    const whole = await complete('code', body);
    const response = await post('code', { ...body, stream: true, stream_options: { include_usage: true } });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const events = (await response.text()).split('\n\n').filter(Boolean);
    expect(events.every((event) => event.startsWith('data: '))).toBe(true);
    expect(events.at(-1)).toBe('data: [DONE]');
    const chunks = events.slice(0, -1).map((event) => JSON.parse(event.slice(6)));
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe(
      whole.choices[0]?.message.content,
    );
    expect(chunks.at(-2).choices[0].finish_reason).toBe('stop');
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: whole.usage });
  });

  test('send no usage in a stream that did not ask', async () => {
    const response = await post('code', { ...says('hi'), stream: true });
    expect(await response.text()).not.toContain('"usage"');
  });
});

describe('a request is refused', () => {
  test('with 401 for a wrong key and for none', async () => {
    expect(await refused('code', says('hi'), { key: 'wrong' })).toMatchObject({
      status: 401,
      code: 'invalid_api_key',
    });
    expect((await fetch(`${base}/code/v1/models`)).status).toBe(401);
  });

  test('with 404 for an unknown model or path, 405 for GET', async () => {
    const unknown = await refused('code', { ...says('hi'), model: 'gpt-4' });
    expect(unknown).toMatchObject({ status: 404, message: 'The model `gpt-4` does not exist.' });
    const headers = { authorization: 'Bearer right-key' };
    expect((await fetch(`${base}/code/v1/embeddings`, { headers })).status).toBe(404);
    expect((await fetch(`${base}/other/v1/models`, { headers })).status).toBe(404);
    expect((await fetch(`${base}/code/v1/chat/completions`, { headers })).status).toBe(405);
  });

  test('with 413 for a body over 8 MB', async () => {
    expect((await refused('vision', 'x'.repeat(8 * 1024 * 1024 + 1))).status).toBe(413);
    const megabyte = new Uint8Array(1024 * 1024);
    let sent = 0;
    const unannounced = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        if (sent > 12) controller.close();
        else controller.enqueue(megabyte);
      },
    });
    const headers = { authorization: 'Bearer right-key' };
    const init = { method: 'POST', headers, body: unannounced, duplex: 'half' as const };
    expect((await fetch(`${base}/vision/v1/chat/completions`, init)).status).toBe(413);
  });

  test('with 400 in vLLM’s form for what the real model would not take', async () => {
    const refusal = await refused('code', { ...says('hi'), max_tokens: 4096 });
    expect(refusal).toMatchObject({ status: 400, type: 'BadRequestError', code: 400 });
    expect(refusal.message).toContain("This model's maximum context length is 4096 tokens.");
  });

  test('with 400 for a schema that cannot be followed and for what is not JSON', async () => {
    const schema = { type: 'string', pattern: '^[a-z]{4}$' };
    const format = { type: 'json_schema', json_schema: { name: 's', schema } };
    const refusal = await refused('reasoning', { ...says('hi'), response_format: format });
    expect(refusal.message).toContain('The JSON schema is not supported');
    expect(await refused('code', '{')).toMatchObject({ status: 400 });
  });
});

describe('an answer', () => {
  test('is really cut where max_tokens ends', async () => {
    const body = says(samplePrompt([samplePanels.bar]));
    const whole = (await complete('code', body)).choices[0];
    const cut = await complete('code', { ...body, max_tokens: 50 });
    expect(cut.choices[0]?.finish_reason).toBe('length');
    expect(cut.usage.completion_tokens).toBeLessThanOrEqual(50);
    expect(cut.usage.completion_tokens).toBeGreaterThan(40);
    expect(whole?.message.content.startsWith(cut.choices[0]?.message.content ?? '?')).toBe(true);
  });

  test('of vision is the spec of the picture, and the picture counts as tokens', async () => {
    const schema = z.toJSONSchema(Spec);
    const answer = await complete('vision', {
      messages: [user([{ type: 'text', text: '' }, picture(dataUrl)])],
      response_format: { type: 'json_schema', json_schema: { name: 'spec', schema, strict: true } },
    });
    expect(Spec.parse(JSON.parse(answer.choices[0]?.message.content ?? ''))).toMatchObject({
      confidence: 0.8,
    });
    expect(answer.usage.prompt_tokens).toBe(4 + 4);
  });

  test.each<ModelRole>(['vision', 'reasoning', 'code'])('of %s keeps to any schema', async (role) => {
    const schema = {
      type: 'object',
      properties: { verdict: { enum: ['ready'] }, count: { type: 'integer', minimum: 3 } },
      required: ['verdict', 'count'],
      additionalProperties: false,
    };
    const format = { type: 'json_schema', json_schema: { name: 'canary', schema, strict: true } };
    const answer = await complete(role, { ...says('Write a poem.'), response_format: format });
    expect(JSON.parse(answer.choices[0]?.message.content ?? '')).toEqual({ verdict: 'ready', count: 3 });
  });

  test('comes n times when n are asked for', async () => {
    const { choices } = await complete('code', { ...says(samplePrompt([samplePanels.bar])), n: 3 });
    expect(choices).toHaveLength(3);
  });
});

describe('a planted fault', () => {
  test('with @1 is in the first answer to a spec and in no later one', async () => {
    const url = await start('code:undefined_name@1');
    const first = await complete('code', says(samplePrompt([samplePanels.bar])), url);
    const repair = { previousCode: 'x', problem: 'NameError' };
    const second = await complete('code', says(samplePrompt([samplePanels.bar], repair)), url);
    const other = await complete('code', says(samplePrompt([samplePanels.line], repair)), url);
    expect(first.choices[0]?.message.content).toContain('row_count');
    expect(second.choices[0]?.message.content).not.toContain('row_count');
    expect(other.choices[0]?.message.content).not.toContain('row_count');
  });

  test('can take a role down, make it talk nonsense or cut it short', async () => {
    const url = await start('reasoning:down, vision:garbage, code:length');
    expect((await refused('reasoning', says('hi'), { url })).status).toBe(503);
    const vision = await complete('vision', { messages: [user([picture(dataUrl)])] }, url);
    expect(() => JSON.parse(vision.choices[0]?.message.content ?? '')).toThrow(SyntaxError);
    const code = await complete('code', says(samplePrompt([samplePanels.bar])), url);
    expect(code.choices[0]?.finish_reason).toBe('length');
  });

  test('can hang until the caller leaves', async () => {
    const url = await start('code:hang');
    const leave = new AbortController();
    const asked = fetch(`${url}/code/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer right-key' },
      body: JSON.stringify({ model: 'demo-code', ...says('hi') }),
      signal: leave.signal,
    });
    leave.abort();
    await expect(asked).rejects.toThrow('aborted');
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });
});
