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
  expect((await bench.read(id)).receipt.modelCalls).toBe(1);

  await transitionJob(db, id, {}, { to: 'queued', reason: 'moved', crashed: true });
  const events = await bench.events(id);
  meter.add({ modelCalls: 1 });
  const also = () => Promise.reject(new Error('It is not asked for.'));
  await expect(record.receipt(also)).rejects.toThrow(ClaimLost);
  await expect(record.event({ type: 'thought', data: { text: 'a', action: 'look' } })).rejects.toThrow(
    ClaimLost,
  );
  await expect(record.step('look', 1, also)).rejects.toThrow(ClaimLost);
  expect(await bench.events(id)).toEqual(events);
  expect((await bench.read(id)).receipt.modelCalls).toBe(1);
});
