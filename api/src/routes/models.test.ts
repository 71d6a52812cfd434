import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectProblem } from '../../testing/problem.ts';
import { openTestApi, type Person, type TestApi } from '../../testing/test-api.ts';
import { ModelTest } from '../shapes/model-test.ts';

let answer: () => Promise<Response>;
const sent: { url: string; key: string | null; body: string }[] = [];
let api: TestApi;
let anna: Person;
beforeAll(async () => {
  api = await openTestApi({
    fetch: (input, init) => {
      const key = new Headers(init?.headers).get('authorization');
      sent.push({ url: String(input), key, body: String(init?.body) });
      return answer();
    },
  });
  anna = await api.person('anna');
});
afterAll(() => api.close());

const says = (content: unknown) => async () =>
  Response.json({
    choices: [{ finish_reason: 'stop', message: { role: 'assistant', content } }],
    usage: { prompt_tokens: 12, completion_tokens: 3 },
  });

describe('POST /v1/models/{role}/test', () => {
  test('answers with the raw answer, its time and its tokens', async () => {
    answer = says('Hello!');
    const response = await anna.post('/v1/models/code/test', { prompt: 'Say hello.' });
    expect(response.status).toBe(200);
    expect(ModelTest.parse(await response.json())).toMatchObject({
      ...{ role: 'code', model: 'demo-code', demo: true, answer: 'Hello!', finishReason: 'stop' },
      ...{ problem: null, tokensIn: 12, tokensOut: 3 },
    });
    const [request] = sent.splice(0);
    expect(request).toMatchObject({ url: 'http://code.test/v1/chat/completions', key: 'Bearer key' });
    expect(JSON.parse(request?.body ?? '')).toMatchObject({
      max_tokens: 512,
      messages: [{ content: 'Say hello.' }],
    });
  });

  test('shows the vision role the picture', async () => {
    answer = says('A chart.');
    const file = await anna.upload();
    const response = await anna.post('/v1/models/vision/test', { prompt: 'What is this?', fileId: file.id });
    expect(response.status).toBe(200);
    expect(sent.splice(0)[0]?.body).toContain('data:image/png;base64,iVBOR');
  });

  test.each<[string, () => Promise<Response>, RegExp]>([
    ['a server that starts', async () => new Response('', { status: 503 }), /may be starting/],
    [
      'an error that holds the prompt',
      async () => new Response('secret prompt', { status: 400 }),
      /HTTP 400/,
    ],
    ['a page', async () => new Response('<html>'), /not as a model does/],
    ['no content', says(null), /without content/],
    ['a flood', async () => new Response('x'.repeat(1_000_001)), /breaks off/],
    ['nobody', () => Promise.reject(new TypeError('fetch failed http://10.0.0.7')), /cannot be reached/],
    ['nothing in time', () => Promise.reject(new DOMException('late', 'TimeoutError')), /60 s/],
  ])('tells of %s in a sentence', async (_what, reply, words) => {
    answer = reply;
    const response = await anna.post('/v1/models/reasoning/test', { prompt: 'Hi' });
    const result = ModelTest.parse(await response.json());
    expect(result).toMatchObject({ answer: null, problem: expect.stringMatching(words) });
    expect(JSON.stringify(result)).not.toMatch(/secret|10\.0\.0\.7/);
  });

  test('refuses strangers, other roles, empty prompts, pictures for other roles and of other people', async () => {
    answer = says('never');
    sent.splice(0);
    const body = JSON.stringify({ prompt: 'Hi' });
    const headers = { 'content-type': 'application/json' };
    const unknown = await api.app.request('/v1/models/code/test', { method: 'POST', body, headers });
    await expectProblem(unknown, 401, 'unauthenticated');
    expect((await anna.post('/v1/models/poet/test', { prompt: 'Hi' })).status).toBeGreaterThanOrEqual(400);
    await expectProblem(await anna.post('/v1/models/code/test', { prompt: '' }), 422, 'unprocessable');
    const file = await (await api.person('bob')).upload();
    const asked = { prompt: 'Hi', fileId: file.id };
    await expectProblem(await anna.post('/v1/models/vision/test', asked), 404, 'not_found');
    await expectProblem(await anna.post('/v1/models/code/test', asked), 422, 'unprocessable');
    expect(sent).toEqual([]);
  });

  test('refuses a picture that is not what was announced', async () => {
    const { id: fileId } = await anna.upload(undefined, { sha256: 'a'.repeat(64) });
    await expectProblem(
      await anna.post('/v1/models/vision/test', { prompt: 'Hi', fileId }),
      422,
      'unprocessable',
    );
  });
});
