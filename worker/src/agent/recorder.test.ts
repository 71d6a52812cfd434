import { ClaimLost } from '@snaprun/core/job-states';
import { transitionJob } from '@snaprun/core/jobs';
import { emptyReceipt } from '@snaprun/core/receipt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMeter } from './meter.ts';
import { createRecorder } from './recorder.ts';
import { createBench } from './test-bench.ts';

let bench: Awaited<ReturnType<typeof createBench>>;
beforeAll(async () => {
  bench = await createBench();
});
afterAll(() => bench.close());

test('after the claim is lost every write throws ClaimLost and changes nothing', async () => {
  const { db } = bench.database;
  const { id } = await bench.job();
  const job = await transitionJob(db, id, {}, { to: 'running', workerId: 'wrk_1' });
  const meter = createMeter(emptyReceipt);
  const record = createRecorder(db, job, meter);
  meter.add({ modelCalls: 1 });
  await record.receipt();
  await record.settled();
  expect((await bench.read(id)).receipt.modelCalls).toBe(1);

  await transitionJob(db, id, {}, { to: 'queued', reason: 'moved', crashed: true });
  const events = await bench.events(id);
  meter.add({ modelCalls: 1 });
  const also = () => Promise.reject(new Error('It is not asked for.'));
  await record.receipt(also);
  await expect(record.settled()).rejects.toThrow(ClaimLost);
  await expect(record.receipt(also)).rejects.toThrow(ClaimLost);
  await expect(record.event({ type: 'thought', data: { text: 'a', action: 'look' } })).rejects.toThrow(
    ClaimLost,
  );
  await expect(record.step('look', 1, also)).rejects.toThrow(ClaimLost);
  expect(await bench.events(id)).toEqual(events);
  expect((await bench.read(id)).receipt.modelCalls).toBe(1);
});

test('what is told while a write is under way is written in order, and the end of a step waits for it', async () => {
  const { db } = bench.database;
  const { id } = await bench.job();
  const job = await transitionJob(db, id, {}, { to: 'running', workerId: 'wrk_1' });
  const meter = createMeter(emptyReceipt);
  const record = createRecorder(db, job, meter);
  const written: string[] = [];
  const think = (text: string) =>
    record.event({ type: 'thought', data: { text, action: 'look' } }, async () => written.push(text));
  await record.step('look', 1, async () => {
    for (const text of ['a', 'b', 'c']) await think(text);
    meter.add({ modelCalls: 2 });
    // Nothing was waited for.
    expect(written).toEqual([]);
  });
  expect(written).toEqual(['a', 'b', 'c']);
  const events = (await bench.events(id)).slice(2);
  expect(events.map(({ type }) => type)).toEqual([
    'step.started',
    ...['thought', 'thought', 'thought'],
    'step.finished',
  ]);
  expect(events.map(({ seq }) => seq)).toEqual([3, 4, 5, 6, 7]);
  expect(await bench.read(id)).toMatchObject({ stage: 'look', receipt: { modelCalls: 2 } });
});

test('a write that fails takes what was told with it, and every later call throws the same', async () => {
  const { db } = bench.database;
  const { id } = await bench.job();
  const job = await transitionJob(db, id, {}, { to: 'running', workerId: 'wrk_1' });
  const record = createRecorder(db, job, createMeter(emptyReceipt));
  const before = await bench.events(id);
  const also = () => Promise.reject(new Error('The disk is full.'));
  const step = record.step('look', 1, () =>
    record.event({ type: 'thought', data: { text: 'a', action: 'look' } }, also),
  );
  await expect(step).rejects.toThrow('The disk is full.');
  await expect(record.receipt()).rejects.toThrow('The disk is full.');
  await expect(record.settled()).rejects.toThrow('The disk is full.');
  expect(await bench.events(id)).toEqual(before);
});
