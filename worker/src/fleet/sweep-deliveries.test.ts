import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWebhookBench } from '../webhooks/webhook-bench.ts';
import { requeueForgotten, sweepDeliveries } from './sweep-deliveries.ts';

let bench: Awaited<ReturnType<typeof createWebhookBench>>;
beforeAll(async () => {
  bench = await createWebhookBench();
});
afterAll(() => bench.close());

test('deliveries older than 30 days go with their tries, and no younger ones', async () => {
  const webhook = await bench.webhook('https://hooks.example.com/');
  const [old, young] = [await bench.delivery(webhook), await bench.delivery(webhook)];
  const age = (id: string, days: number) =>
    bench.sql`update webhook_deliveries set created_at = now() - make_interval(days => ${days}) where id = ${id}`;
  await age(old.id, 31);
  await age(young.id, 29);
  await bench.sql`insert into webhook_tries (delivery_id, n) values (${old.id}, 1), (${young.id}, 1)`;
  expect(await sweepDeliveries(bench.db)).toBe(1);
  await expect(bench.read(old.id)).rejects.toThrow('There is no delivery');
  expect(await bench.tries(old.id)).toEqual([]);
  expect(await bench.tries(young.id)).toHaveLength(1);
});

test('a delivery that lost its task gets one again; one that is under way or has a task does not', async () => {
  const webhook = await bench.webhook('https://hooks.example.com/');
  const [lost, busy, waiting] = [
    await bench.delivery(webhook),
    await bench.delivery(webhook),
    await bench.delivery(webhook),
  ];
  await bench.sql`update webhook_deliveries set next_try_at = now() - interval '2 minutes'`;
  await bench.sql`update webhook_deliveries set busy_until = now() + interval '1 minute' where id = ${busy.id}`;
  for (const { id } of [lost, busy])
    await bench.sql`select graphile_worker.remove_job(${`deliver-webhook:${id}`})`;
  const before = await bench.taskAt(waiting.id);
  expect(await requeueForgotten(bench.database.db)).toBe(1);
  expect(await bench.taskAt(lost.id)).not.toBeNull();
  expect(await bench.taskAt(busy.id)).toBeNull();
  expect(await bench.taskAt(waiting.id)).toEqual(before);
  expect(await requeueForgotten(bench.database.db)).toBe(0);
});
