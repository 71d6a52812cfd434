import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { pausesMs } from '../webhooks/schedule.ts';
import { type Answers, type Receiver, startReceiver } from '../webhooks/test-receiver.ts';
import { createWebhookBench, secret } from '../webhooks/webhook-bench.ts';

let bench: Awaited<ReturnType<typeof createWebhookBench>>;
let receivers: Receiver[] = [];
beforeAll(async () => {
  bench = await createWebhookBench();
});
afterEach(async () => {
  await Promise.all(receivers.map((receiver) => receiver.close()));
  receivers = [];
});
afterAll(() => bench.close());

async function receiver(answers?: Answers) {
  const started = await startReceiver(answers);
  receivers.push(started);
  return started;
}
const status =
  (code: number): Answers =>
  (response) =>
    response.writeHead(code).end(`code ${code}`);

describe('a delivery', () => {
  test('arrives with a signature that the library of Standard Webhooks takes, and not when it is changed', async () => {
    const { url, received } = await receiver();
    const delivery = await bench.delivery(await bench.webhook(url));
    await bench.deliver(delivery.id);
    const [{ body, headers, path } = { body: '', headers: {}, path: '' }] = received;
    expect(path).toBe('/hooks');
    expect(headers).toMatchObject({ 'webhook-id': delivery.id, 'content-type': 'application/json' });
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({
      type: 'job.succeeded',
      data: { n: 1 },
    });
    expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow('No matching signature');
    expect(await bench.read(delivery.id)).toMatchObject({ state: 'delivered', nextTryAt: null, tries: 1 });
    expect(await bench.tries(delivery.id)).toMatchObject([
      { n: 1, status: 200, response: 'ok', error: null },
    ]);
  });

  test('is signed with the secret before, too, for a day after a rotation', async () => {
    const { url, received } = await receiver();
    const old = `whsec_${Buffer.from('the secret before this one').toString('base64')}`;
    const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000);
    const overlapping = { previousSecret: old, previousSecretUntil: inHours(1) };
    const over = { previousSecret: old, previousSecretUntil: inHours(-1) };
    for (const rotation of [overlapping, over])
      await bench.deliver((await bench.delivery(await bench.webhook(url, rotation))).id);
    const [first, second] = received;
    for (const known of [secret, old])
      expect(new Webhook(known).verify(first?.body ?? '', first?.headers ?? {})).toBeDefined();
    expect(() => new Webhook(old).verify(second?.body ?? '', second?.headers ?? {})).toThrow();
  });

  test('that fails is tried eight times, after the pauses of the schedule, always under the same id', async () => {
    const { url, received } = await receiver(status(500));
    const delivery = await bench.delivery(await bench.webhook(url));
    const pauses: number[] = [];
    for (let n = 1; n <= 8; n += 1) {
      await bench.deliver(delivery.id);
      const { nextTryAt } = await bench.read(delivery.id);
      if (nextTryAt === null) break;
      expect(await bench.taskAt(delivery.id)).toEqual(nextTryAt);
      pauses.push(Math.round((nextTryAt.getTime() - Date.now()) / 1000));
      // Early, as a task that was left over: nothing is sent.
      await bench.deliver(delivery.id);
      expect(received).toHaveLength(n);
      await bench.pass(delivery.id);
    }
    expect(pauses).toEqual(pausesMs.map((ms) => ms / 1000));
    expect(await bench.read(delivery.id)).toMatchObject({ state: 'failed', tries: 8 });
    expect(new Set(received.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([delivery.id]));
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
    expect((await bench.tries(delivery.id)).map(({ error }) => error)).toEqual(
      Array(8).fill('The receiver answered 500; 2xx would have been a success.'),
    );
    await bench.deliver(delivery.id);
    expect(received).toHaveLength(8);
  });

  test('is posted once by two workers that have its task at the same time', async () => {
    const { url, received } = await receiver();
    const delivery = await bench.delivery(await bench.webhook(url));
    await Promise.all(Array.from({ length: 8 }, () => bench.deliver(delivery.id)));
    expect(received).toHaveLength(1);
    expect(await bench.tries(delivery.id)).toHaveLength(1);
    expect(await bench.read(delivery.id)).toMatchObject({ state: 'delivered', tries: 1, busyUntil: null });
  });

  test('whose worker stopped over it is left alone for a minute, then tried anew, and both tries are told', async () => {
    const stopping = new AbortController();
    const { url, received } = await receiver((response, n) => {
      if (n === 1) stopping.abort(new Error('The worker stops.'));
      else response.end();
    });
    const delivery = await bench.delivery(await bench.webhook(url));
    await expect(bench.deliver(delivery.id, {}, stopping.signal)).rejects.toThrow('The worker stops.');
    await bench.deliver(delivery.id);
    expect(received).toHaveLength(1);
    const { busyUntil } = await bench.read(delivery.id);
    expect(await bench.taskAt(delivery.id)).toEqual(busyUntil);
    await bench.pass(delivery.id);
    await bench.deliver(delivery.id);
    expect(received.map(({ headers }) => headers['webhook-id'])).toEqual([delivery.id, delivery.id]);
    expect(await bench.tries(delivery.id)).toMatchObject([
      { n: 1, durationMs: null, error: 'The worker stopped over this try; whether it arrived is not known.' },
      { n: 2, status: 200, error: null },
    ]);
  });

  test('that a second worker took over is not undone by the first, however late it hears an answer', async () => {
    const heard = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    const { url } = await receiver(async (response, n) => {
      if (n > 1) return response.end();
      heard.resolve();
      await answered.promise;
      return response.writeHead(500).end();
    });
    const delivery = await bench.delivery(await bench.webhook(url));
    const slow = bench.deliver(delivery.id);
    await heard.promise;
    await bench.pass(delivery.id);
    await bench.deliver(delivery.id);
    answered.resolve();
    await slow;
    expect(await bench.read(delivery.id)).toMatchObject({ state: 'delivered', nextTryAt: null, tries: 2 });
    expect(await bench.tries(delivery.id)).toMatchObject([{ status: 500 }, { status: 200 }]);
  });

  test('keeps its last ten tries', async () => {
    const { url } = await receiver(status(500));
    const delivery = await bench.delivery(await bench.webhook(url), true);
    for (let n = 1; n <= 12; n += 1) {
      await bench.sql`update webhook_deliveries set state = 'pending', next_try_at = now() where id = ${delivery.id}`;
      await bench.deliver(delivery.id);
    }
    expect((await bench.tries(delivery.id)).map(({ n }) => n)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  test('that is deleted with its webhook while it is under way leaves nothing behind', async () => {
    const gone = Promise.withResolvers<void>();
    const { url } = await receiver(async (response) => {
      await bench.sql`delete from webhooks where id = ${webhook.id}`;
      gone.resolve();
      response.end();
    });
    const webhook = await bench.webhook(url);
    const delivery = await bench.delivery(webhook);
    await bench.deliver(delivery.id);
    await gone.promise;
    expect(await bench.tries(delivery.id)).toEqual([]);
    await bench.deliver(delivery.id);
  });
});

describe('a webhook', () => {
  const exhaust = async (url: string, failingDays: number) => {
    const webhook = await bench.webhook(url);
    const delivery = await bench.delivery(webhook);
    await bench.sql`update webhooks set failing_since = now() - make_interval(days => ${failingDays}) where id = ${webhook.id}`;
    await bench.sql`update webhook_deliveries set tries = 7 where id = ${delivery.id}`;
    await bench.deliver(delivery.id);
    return { webhook: await bench.readWebhook(webhook.id), delivery: await bench.read(delivery.id) };
  };
  const toldOf = async (host: string) => (await bench.told()).filter(({ message }) => message.includes(host));

  test('where nothing has arrived for three days is turned off when a delivery is given up, and its owner is told once', async () => {
    const { url } = await receiver(status(500));
    const { webhook, delivery } = await exhaust(url, 3);
    expect(delivery).toMatchObject({ state: 'failed', tries: 8 });
    expect(webhook).toMatchObject({ enabled: false, disabledReason: 'failing' });
    const { host } = new URL(url);
    expect(await toldOf(host)).toMatchObject([{ kind: 'webhook.disabled', jobId: null, readAt: null }]);
    const [{ message } = { message: '' }] = await toldOf(host);
    expect(message).toMatch(
      /^Nothing has arrived at 127\.0\.0\.1:\d+ since 2\d{3}-\d\d-\d\d, so the webhook was turned off\. /,
    );
    // Of an address only the host is told: the rest may be a secret of its receiver.
    expect(message).not.toContain('/hooks');
  });

  test('that has failed for less stays on, and one that something arrived at begins anew', async () => {
    const { url } = await receiver(status(500));
    expect((await exhaust(url, 2)).webhook).toMatchObject({ enabled: true, disabledReason: null });
    const well = await receiver();
    const { webhook } = await exhaust(well.url, 9);
    expect(webhook).toMatchObject({ enabled: true, failingSince: null });
    expect(webhook.lastSuccessAt).not.toBeNull();
  });

  test('whose receiver answers 410 is turned off at once', async () => {
    const { url } = await receiver(status(410));
    const webhook = await bench.webhook(url);
    const delivery = await bench.delivery(webhook);
    await bench.deliver(delivery.id);
    expect(await bench.readWebhook(webhook.id)).toMatchObject({ enabled: false, disabledReason: 'gone' });
    expect(await bench.read(delivery.id)).toMatchObject({ state: 'failed', tries: 1 });
    expect((await toldOf(new URL(url).host))[0]?.message).toMatch(/nothing is to be sent there any more/);
  });

  test('that is off is sent nothing: what was waiting is given up, and says why', async () => {
    const { url, received } = await receiver();
    const delivery = await bench.delivery(await bench.webhook(url, { enabled: false }));
    await bench.deliver(delivery.id);
    expect(received).toEqual([]);
    expect(await bench.read(delivery.id)).toMatchObject({ state: 'failed', nextTryAt: null });
    expect((await bench.tries(delivery.id))[0]?.error).toMatch(/the webhook was off/);
  });

  test('that is off is sent what its owner asks for, once, whatever comes of it', async () => {
    const { url, received } = await receiver(status(500));
    const webhook = await bench.webhook(url, { enabled: false });
    const delivery = await bench.delivery(webhook, true);
    await bench.deliver(delivery.id);
    expect(received).toHaveLength(1);
    expect(await bench.read(delivery.id)).toMatchObject({ state: 'failed', nextTryAt: null, tries: 1 });
    expect(await bench.readWebhook(webhook.id)).toMatchObject({ failingSince: null });
  });
});

test('no line of the log holds an address, a body or a secret', () => {
  const log = bench.lines.join('');
  expect(log).toContain('a webhook was tried');
  for (const word of ['127.0.0.1', '/hooks', 'whsec_', 'timestamp']) expect(log).not.toContain(word);
});
