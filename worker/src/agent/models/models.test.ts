import type { ModelEndpoint } from '@snaprun/core/config';
import { Spec } from '@snaprun/core/spec';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { barSpec, hasty } from '../test-bench.ts';
import { compactSpec } from './compact-spec.ts';
import { extractCode } from './extract-code.ts';
import { fitToSchema } from './fit-to-schema.ts';
import { createOpenAiClient } from './openai-client.ts';
import { parseJson } from './parse-json.ts';
import {
  type ScriptedModelServer,
  type ScriptedReply,
  startScriptedModels,
} from './scripted-model-server.ts';
import { jsonSchemaOf } from './structured.ts';
import { estimateTokens } from './token-estimate.ts';

const patience = { ...hasty, outageMs: 15_000 };
const question = { user: 'hello', maxTokens: 10, temperature: 0 };
let server: ScriptedModelServer | undefined;
afterEach(() => server?.close());

async function ask(
  replies: ScriptedReply[],
  options: { signal?: AbortSignal; onWaiting?: () => Promise<void> } = {},
  totalMs = patience.totalMs,
) {
  server = await startScriptedModels({ vision: [], reasoning: [], code: replies });
  const client = createOpenAiClient('code', server.endpoints.code, { ...patience, totalMs });
  const answer = await client.ask(question, { signal: new AbortController().signal, ...options });
  return { answer, asked: server.requests.length };
}

describe('a model', () => {
  test('answers with its text and its tokens, and is always told how long it may speak', async () => {
    const { answer } = await ask([{ text: 'hi\0 \ud800' }]);
    expect(answer).toEqual({ ok: true, text: 'hi \ufffd', usage: { tokensIn: 100, tokensOut: 50 } });
    expect(server?.requests[0]).toMatchObject({ max_tokens: 10, temperature: 0 });
  });

  test.each<[string, ScriptedReply, number]>([
    ['length', { text: 'x', finish: 'length' }, 1],
    ['refused', { text: 'x', finish: 'content_filter' }, 1],
    ['empty', { text: ' ' }, 1],
    ['rejected', { status: 401 }, 1],
    ['rejected', { status: 404 }, 1],
    ['too_long', { status: 400, message: "This model's maximum context length is 4096 tokens." }, 1],
  ])('fails as %s without being asked again', async (kind, reply, times) => {
    const { answer, asked } = await ask([reply]);
    expect(answer).toMatchObject({ ok: false, kind });
    expect(asked).toBe(times);
  });

  test('is waited for while it is away, which is said once', async () => {
    const onWaiting = vi.fn(async () => undefined);
    const { answer } = await ask([{ status: 503 }, 'break', { status: 429 }, { text: 'hi' }], { onWaiting });
    expect(answer).toMatchObject({ ok: true, text: 'hi' });
    expect(onWaiting).toHaveBeenCalledOnce();
  });

  test('is asked again when its answer breaks off in the middle', async () => {
    const { answer, asked } = await ask(['break_off', { text: 'hi' }]);
    expect(answer).toMatchObject({ ok: true, text: 'hi' });
    expect(asked).toBe(2);
  });

  test('that answers without end is cut off, and not asked again', async () => {
    const { answer, asked } = await ask(['flood']);
    expect(answer).toMatchObject({ ok: false, kind: 'oversized' });
    expect(asked).toBe(1);
  });

  test('that points to another address is not followed there', async () => {
    const elsewhere = await startScriptedModels({ vision: [], reasoning: [], code: [{ text: 'stolen' }] });
    try {
      const redirect = `${elsewhere.endpoints.code.baseUrls[0]}/chat/completions`;
      const { answer } = await ask([{ redirect }]);
      expect(answer).toMatchObject({ ok: false, kind: 'rejected' });
      expect(elsewhere.requests).toEqual([]);
    } finally {
      await elsewhere.close();
    }
  });

  test('that hangs is asked a few times and then counts as unavailable', async () => {
    const { answer, asked } = await ask(['hang'], {}, 200);
    expect(answer).toMatchObject({ kind: 'unavailable', trouble: 'no_first_byte' });
    expect(asked).toBe(5);
  });

  test('that is asked by nobody any more throws the reason of the signal', async () => {
    const stop = new AbortController();
    const asking = ask(['hang'], { signal: stop.signal });
    await vi.waitFor(() => expect(server?.requests).toHaveLength(1));
    stop.abort(new Error('enough'));
    await expect(asking).rejects.toThrow('enough');
  });

  test('with two replicas is asked at the one that answers', async () => {
    server = await startScriptedModels({ vision: [], reasoning: [], code: [{ text: 'hi' }] });
    const down = 'http://127.0.0.1:1/v1';
    const endpoint: ModelEndpoint = {
      ...server.endpoints.code,
      baseUrls: [down, ...server.endpoints.code.baseUrls],
    };
    const client = createOpenAiClient('code', endpoint, patience);
    const { signal } = new AbortController();
    const answers = [await client.ask(question, { signal }), await client.ask(question, { signal })];
    expect(answers.map(({ ok }) => ok)).toEqual([true, true]);
  });
});

describe('the code in an answer', () => {
  test.each([
    [
      'the longest python block',
      'a\n```python\nx\n```\n```py\nlonger = 1\n```\n```\nlongest of all = 1\n```',
      'longer = 1\n',
    ],
    ['an unmarked block', 'Sure:\n```\nprint(1)\n```', 'print(1)\n'],
    ['tildes', '~~~python\nprint(1)\n~~~', 'print(1)\n'],
    ['a block that is never closed', '```python\nprint(1)', 'print(1)\n'],
    [
      'what starts at the first import',
      'Here it is.\nimport math\nprint(math.pi)',
      'import math\nprint(math.pi)\n',
    ],
    [
      'no magic and no show',
      '```python\n!pip install x\n%matplotlib inline\nprint(1)\nplt.show()\n```',
      'print(1)\n',
    ],
    ['nothing', 'I cannot do that.', null],
    ['nothing in an empty block', '```python\n```', null],
  ])('is %s', (_what, answer, code) => expect(extractCode(answer)).toBe(code));
});

describe('an answer in JSON', () => {
  test('is found in a fence and between words', () => {
    expect(parseJson('Sure!\n```json\n{"a": 1}\n```')).toEqual({ ok: true, values: [{ a: 1 }] });
    expect(parseJson('{"a": ')).toEqual({ ok: false, kind: 'broken_json' });
  });

  test('is cut and cleaned to fit its schema', () => {
    const Words = z.object({ words: z.array(z.string().max(5)).max(2) });
    const value = { words: ['a\u202e\u200bb', 'too long', 'more'] };
    expect(fitToSchema(Words, value)).toEqual({ words: ['ab', 'too l'] });
    expect(fitToSchema(Words, { words: 'no list' })).toBeUndefined();
    expect(fitToSchema(z.number().max(1), 2)).toBeUndefined();
  });

  test('is constrained by a schema that names every part of a spec', () => {
    expect(jsonSchemaOf(Spec)).toMatchObject({
      type: 'object',
      required: expect.arrayContaining(['panels']),
    });
  });
});

describe('the spec for the coder', () => {
  const points = Array.from({ length: 200 }, (_, i) => ({ x: i, y: i * 1.234567 }));
  const [panel] = barSpec.panels;
  const series = Array.from({ length: 4 }, (_, i) => ({
    name: `s${i}`,
    color: null,
    points,
    confidence: 0.9,
  }));
  const large: Spec = Spec.parse({
    ...barSpec,
    notes: ['n'],
    panels: [{ ...panel, text: ['loose'], series }],
  });

  test('leaves out what is empty, and writes points as pairs', () => {
    const { json, dropped } = compactSpec(barSpec, 1000);
    expect(JSON.parse(json).panels[0].series[0]).toEqual({
      color: '#4c72b0',
      points: [
        ['Q1', 10],
        ['Q2', 15],
      ],
    });
    expect(json).not.toContain('null');
    expect(dropped).toEqual([]);
  });

  test('is thinned until it fits, ends kept, and says so', () => {
    const { json, dropped } = compactSpec(large, 1500);
    expect(estimateTokens(json)).toBeLessThanOrEqual(1500);
    const kept = JSON.parse(json).panels[0].series[0].points;
    expect([kept[0][0], kept.at(-1)[0]]).toEqual([0, 199]);
    expect(dropped).toHaveLength(1);
  });

  test('costs a token for every two characters where it is numbers', () => {
    const numbers = '12.5,13.75,14.25,99.125';
    expect(numbers.length / estimateTokens(numbers)).toBeLessThanOrEqual(2);
  });
});
