import { afterEach, describe, expect, test } from 'vitest';
import { barSpec, decides, hasty, picture, program, seen } from '../../test-bench.ts';
import {
  piece,
  type ScriptedModelServer,
  type ScriptedReply,
  startScriptedModels,
} from '../scripted-model-server.ts';
import { parseArguments } from './arguments.ts';
import { describeReports } from './describe.ts';
import { sampleOf } from './sample-requests.ts';
import { testEndpoint } from './test-endpoint.ts';

let server: ScriptedModelServer | undefined;
afterEach(() => server?.close());
const { signal } = new AbortController();
const slow: unknown[] = ['hang', 'drip'];
const canary = (reply: ScriptedReply, otherwise: ScriptedReply) => (request: { text: string }) =>
  request.text.includes('the weather') ? reply : otherwise;

async function report(
  role: 'vision' | 'reasoning' | 'code',
  script: Parameters<typeof startScriptedModels>[0]['code'],
  { window = 4_096 as number | null, apiKey = 'key', baseUrl = undefined as string | undefined } = {},
) {
  server = await startScriptedModels(
    { vision: script, reasoning: script, code: script },
    undefined,
    window ?? undefined,
  );
  const endpoint = server.endpoints[role];
  return testEndpoint({
    role,
    replica: 1,
    model: endpoint.model,
    baseUrl: baseUrl ?? endpoint.baseUrls[0] ?? '',
    apiKey,
    sample: sampleOf(role, await picture()),
    patience:
      Array.isArray(script) && slow.includes(script[0])
        ? { ...hasty, firstByteMs: 200, totalMs: 400 }
        : hasty,
    signal,
  });
}

describe('an endpoint is asked what the product asks', () => {
  test('and what it shows is measured', async () => {
    const seenNow = await report('vision', canary({ text: '{"word": "snaprun"}' }, seen), { window: 16_384 });
    expect(seenNow).toMatchObject({
      works: true,
      says: 'read bar, 2 points, confidence 0.9',
      ...{
        tokensIn: 100,
        tokensOut: 50,
        window: 16_384,
        schema: 'accepted',
        streaming: 'works',
        pictures: true,
      },
      advice: [],
    });
    expect(seenNow.latencyMs).toBeGreaterThan(0);
  });

  test('with a picture for vision, and words for the others', async () => {
    await report('vision', [seen]);
    expect(server?.requests[0]?.text).toContain('data:image/png;base64,');
    await server?.close();
    expect(await report('reasoning', [decides('write_code')])).toMatchObject({
      works: true,
      says: 'chose write_code',
    });
    await server?.close();
    expect(await report('code', [program('print(1)')])).toMatchObject({ works: true });
    expect(server?.requests[0]?.text).toContain('Sales by quarter');
  });

  test('and told apart from one that takes schemas without applying them', async () => {
    const ignores = await report('reasoning', canary({ text: 'It is sunny.' }, decides('look')));
    expect(ignores).toMatchObject({ works: true, schema: 'ignored' });
    expect(ignores.advice.join()).toContain('does not apply it');
  });

  test('and its window learned from its refusal where it lists none', async () => {
    const message = "This model's maximum context length is 2048 tokens.";
    const small = await report(
      'code',
      ({ max_tokens = 0 }) => (max_tokens > 2_048 ? { status: 400, message } : program('print(1)')),
      { window: null },
    );
    expect(small).toMatchObject({ works: true, window: 2_048 });
    expect(small.advice.join()).toContain('--max-model-len 4096');
  });

  test.each<[string, ScriptedReply, string]>([
    ['refuses_key', { status: 401 }, 'CODE_API_KEY'],
    ['unknown_model', { status: 404 }, 'CODE_MODEL'],
    ['starting', { status: 503 }, 'minimum of one worker'],
    ['not_an_api', { body: '<html></html>', type: 'text/html' }, 'ends in /v1'],
    ['redirected', { redirect: 'http://127.0.0.1:9/' }, 'redirects are not followed'],
    ['no_first_byte', 'hang', '--timeout 600'],
    ['too_slow', 'drip', '--timeout'],
  ])('and %s comes with what to change', async (trouble, reply, words) => {
    const broken = await report('code', [reply]);
    expect(broken).toMatchObject({ works: false, trouble });
    expect(broken.advice.join(' ')).toContain(words);
  });

  test('and an answer of no use is none', async () => {
    for (const [reply, says] of [
      [{ text: 'I would rather not.' }, 'its answer is not what was asked for'],
      [{ text: '' }, 'it answers nothing'],
      [{ text: 'import', finish: 'length' }, 'its answer was cut off before it was complete'],
      [{ events: [piece('!'.repeat(9_000))] }, 'it says the same again and again'],
    ] as const) {
      expect(await report('code', [reply])).toMatchObject({ works: false, says });
      await server?.close();
    }
  });

  test('and a key that ends soon is named', async () => {
    const exp = Math.floor(Date.now() / 1000) + 5 * 86_400;
    const apiKey = `e30.${Buffer.from(JSON.stringify({ exp })).toString('base64url')}.x`;
    expect((await report('code', [program('print(1)')], { apiKey })).advice.join()).toContain('expires in');
  });

  test('and the report shows neither key nor password', async () => {
    const secret = await report('code', [{ status: 401 }], {
      apiKey: 'sk-secret',
      baseUrl: 'http://u:pw@127.0.0.1:9/v1?k=s',
    });
    expect(JSON.stringify(secret)).not.toMatch(/sk-secret|pw|k=s/);
    expect(describeReports([secret])).toContain('→ Check CODE_BASE_URL');
  });
});

describe('npm run models:test', () => {
  test('asks every role unless some are named', () => {
    expect(parseArguments([], 'a.png')).toMatchObject({
      roles: ['vision', 'reasoning', 'code'],
      image: 'a.png',
    });
    expect(parseArguments(['code', 'vision', '--json', '--timeout', '5'], undefined)).toMatchObject({
      ...{ roles: ['vision', 'code'], json: true, timeoutMs: 5_000, image: null },
    });
  });

  test.each([[['coder']], [['--timeout', '0']], [['--timeout', 'soon']], [['--fast']]])(
    'does not take %j',
    (args) => {
      expect(() => parseArguments(args, undefined)).toThrow(/--help/);
    },
  );

  test('knows the chart of the samples', () => {
    expect(sampleOf('vision', new Uint8Array()).describe(JSON.stringify(barSpec))).toContain('2 points');
    expect(sampleOf('vision', new Uint8Array()).describe('a chart')).toBeNull();
  });
});
