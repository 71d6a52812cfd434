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
});
