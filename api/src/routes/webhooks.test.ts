import { Webhook as Signer } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectProblem } from '../../testing/problem.ts';
import { openTestApi, type Person, type TestApi } from '../../testing/test-api.ts';
import { MadeWebhook, Webhook, WebhookList } from '../shapes/webhook.ts';

let api: TestApi;
let ann: Person;
beforeAll(async () => {
  api = await openTestApi();
  ann = await api.person('ann');
});
afterAll(() => api.close());

const wanted = { url: 'https://hooks.example.com/in', events: ['job.succeeded'] };

async function make(more: Record<string, unknown> = {}, person = ann) {
  const answer = await person.post('/v1/webhooks', { ...wanted, ...more });
  expect(answer.status).toBe(201);
  return MadeWebhook.parse(await answer.json());
}
const list = async (person = ann) =>
  WebhookList.parse(await (await person.get('/v1/webhooks')).json()).webhooks;

describe('a webhook', () => {
  test('is made with a secret that signs, which is shown once', async () => {
    const { webhook, secret } = await make();
    expect(webhook).toMatchObject({ ...wanted, enabled: true, disabledReason: null, failingSince: null });
    expect(new Signer(secret ?? '').sign('dlv_1', new Date(), '{}')).toMatch(/^v1,/);
    expect(Buffer.from(secret?.slice('whsec_'.length) ?? '', 'base64')).toHaveLength(32);
    const seen = await (await ann.get('/v1/webhooks')).text();
    expect(seen).toContain(webhook.id);
    expect(seen).not.toContain('whsec_');
    expect(api.log.join('')).not.toContain('whsec_');
  });

  test('is changed, turned off and on, and deleted', async () => {
    const { webhook } = await make();
    const change = async (body: unknown) =>
      Webhook.parse(await (await ann.patch(`/v1/webhooks/${webhook.id}`, body)).json());
    expect(await change({})).toEqual(webhook);
    const events = ['job.cancelled', 'job.failed'];
    expect(await change({ url: 'https://Other.example.com:8443', events })).toMatchObject({
      url: 'https://other.example.com:8443/',
      events: ['job.failed', 'job.cancelled'],
    });
    await api.sql`update webhooks set failing_since = now(), enabled = false, disabled_reason = 'failing' where id = ${webhook.id}`;
    expect(await change({ enabled: true })).toMatchObject({
      ...{ enabled: true, disabledReason: null, failingSince: null },
    });
    expect(await change({ enabled: false })).toMatchObject({ enabled: false, disabledReason: null });
    const gone = await ann.delete(`/v1/webhooks/${webhook.id}`);
    expect(await gone.json()).toEqual({ deleted: { webhooks: 1, deliveries: 0 } });
    await expectProblem(await ann.get(`/v1/webhooks/${webhook.id}`), 404, 'not_found');
  });

  test('gets a new secret, and the one before signs along for a day', async () => {
    const { webhook, secret } = await make();
    const before = Date.now();
    const rotated = MadeWebhook.parse(await (await ann.post(`/v1/webhooks/${webhook.id}/secret`)).json());
    expect(rotated.webhook).toEqual(webhook);
    expect(rotated.secret).not.toBe(secret);
    const [row] = await api.sql`select * from webhooks where id = ${webhook.id}`;
    expect(row).toMatchObject({ secret: rotated.secret, previous_secret: secret });
    const hours = (row?.previous_secret_until.getTime() - before) / 3_600_000;
    expect(hours).toBeGreaterThan(23.9);
    expect(hours).toBeLessThan(24.1);
  });

  test.each([
    ['http://hooks.example.com/', /must begin with https/],
    ['ftp://hooks.example.com/', /must begin with https/],
    ['hooks.example.com', /no URL/],
    ['https://user:word@hooks.example.com/', /name or password/],
    ['https://hooks.example.com/#part', /fragment/],
    ['https://hooks.example.com:22/', /Port 22/],
    ['https://127.0.0.1/', /private network or on the machine/],
    ['https://0x7f.1/', /private network or on the machine/],
    ['https://[::ffff:10.0.0.1]/', /private network or on the machine/],
    ['https://169.254.169.254/latest/meta-data', /not a public one/],
    ['https://[64:ff9b::7f00:1]/', /not a public one/],
    ['https://localhost./', /private network or on the machine/],
    ['https://intranet/', /private network or on the machine/],
  ])('is refused at %s', async (url, why) => {
    const answer = await ann.post('/v1/webhooks', { ...wanted, url });
    const problem = await expectProblem(answer, 422, 'unprocessable');
    expect(problem.errors).toEqual([{ in: 'body', pointer: '/url', detail: expect.stringMatching(why) }]);
  });

  test.each([
    [{ events: [] }, '/events'],
    [{ events: ['job.queued'] }, '/events/0'],
    [{ url: `https://hooks.example.com/${'a'.repeat(2000)}` }, '/url'],
    [{ url: 'https://hooks.example.com/\u0000' }, '/url'],
  ])('is refused with %j', async (wrong, pointer) => {
    const answer = await ann.post('/v1/webhooks', { ...wanted, ...wrong });
    const problem = await expectProblem(answer, 422, 'unprocessable');
    expect(problem.errors?.[0]?.pointer).toBe(pointer);
  });

  test('is one of ten at most, counted exactly', async () => {
    const many = await api.person('many');
    const answers = await Promise.all(Array.from({ length: 13 }, () => many.post('/v1/webhooks', wanted)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(3);
  });

  test('is made once for a key, and its secret is not shown again', async () => {
    const person = await api.person('once');
    const headers = { 'idempotency-key': 'hook-once' };
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => person.post('/v1/webhooks', wanted, headers)),
    );
    const made = await Promise.all(answers.map(async (answer) => MadeWebhook.parse(await answer.json())));
    expect(new Set(made.map(({ webhook }) => webhook.id)).size).toBe(1);
    expect(made.filter(({ secret }) => secret !== null)).toHaveLength(1);
    expect(await list(person)).toHaveLength(1);
    const keys = await api.sql`select body from idempotency_keys where key = 'hook-once'`;
    expect(JSON.stringify(keys)).not.toContain('whsec_');
    const other = await person.post('/v1/webhooks', { ...wanted, events: ['job.failed'] }, headers);
    await expectProblem(other, 409, 'conflict');
  });
});
