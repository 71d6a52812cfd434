import { Execution } from '@snaprun/core/execution';
import { expect, test } from 'vitest';
import { createInMemoryDriver } from './in-memory-driver.ts';

const job = { code: 'print(1)', inputPng: null };

test('runs answer from the script in order and the last one repeats', async () => {
  const driver = createInMemoryDriver([
    { execution: { status: 'error', exitCode: 1 } },
    { output: [{ stream: 'stdout', text: '1\n' }] },
  ]);
  const results = [];
  for (let n = 0; n < 3; n++) results.push(await driver.run(job, new AbortController().signal).result);
  expect(results.map(({ execution }) => [execution.status, execution.stdout])).toEqual([
    ['error', ''],
    ['ok', '1\n'],
    ['ok', '1\n'],
  ]);
  expect(driver.jobs).toHaveLength(3);
  expect(Execution.safeParse(results[0]?.execution).success).toBe(true);
});

test('a hanging run ends as killed when it is aborted', async () => {
  const abort = new AbortController();
  const run = createInMemoryDriver([{ hangs: true }]).run(job, abort.signal);
  abort.abort();
  expect((await run.result).execution.status).toBe('killed');
});

test('output can be read as it comes and ends', async () => {
  const run = createInMemoryDriver([{ output: [{ stream: 'stderr', text: 'x' }] }]).run(
    job,
    new AbortController().signal,
  );
  const chunks = [];
  for await (const chunk of run.output) chunks.push(chunk);
  expect(chunks).toEqual([{ stream: 'stderr', text: 'x' }]);
});
