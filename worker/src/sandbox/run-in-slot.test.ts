import { PassThrough } from 'node:stream';
import { AppError } from '@snaprun/core/errors';
import { Execution } from '@snaprun/core/execution';
import { expect, test } from 'vitest';
import type { Box } from './box.ts';
import type { OutputChunk } from './driver.ts';
import { createFrameWriter, keyOf } from './frame-writer.ts';
import { defaultLimits } from './limits.ts';
import { runInSlot } from './run-in-slot.ts';
import { createRunSlots } from './run-slots.ts';

const inForce = {
  wallMs: 1,
  cpus: 1,
  memoryBytes: 1,
  processes: 1,
  outputBytes: 1,
  fileBytes: 1,
  notEnforced: [],
};
const settings = { driver: 'bubblewrap', runtime: 'fake', limits: defaultLimits, inForce };
const job = { code: 'print(1)', inputPng: null };
const never = new AbortController().signal;
const oneSlot = () => createRunSlots({ cpus: 1, memoryBytes: 0 });

const verdict = {
  status: 'ok',
  exitCode: 0,
  error: null,
  durationMs: 1,
  cpuMs: 1,
  peakMemoryBytes: 1,
};

/** A box that answers when it is told to. */
function answeringBox() {
  const [input, frames] = [new PassThrough(), new PassThrough()];
  let settle: (how: { complaint: string }) => void = () => undefined;
  const ended = new Promise<{ complaint: string }>((resolve) => {
    settle = resolve;
  });
  const box: Box = { input, frames, ended, kill: () => settle({ complaint: '' }) };
  const job = new Promise<Buffer>((resolve) => input.once('data', resolve));
  const answer = async () => {
    const write = createFrameWriter(keyOf(await job));
    const ready = JSON.stringify({ protocol: 2, python: '3.11.2', warm: true });
    const said: Array<[string, string]> = [
      ['R', ready],
      ['S', ''],
      ['O', 'hello\n'],
    ];
    for (const [kind, text] of said) frames.write(write(kind, text));
    frames.end(write('X', JSON.stringify(verdict)));
  };
  return { box, answer };
}

test('a run waits until the box of the one before has ended', async () => {
  const slots = oneSlot();
  const boxes = [answeringBox(), answeringBox()] as const;
  let taken = 0;
  const pool = { take: () => boxes[taken++ === 0 ? 0 : 1].box };
  const first = runInSlot(slots, pool, job, settings, never);
  const second = runInSlot(slots, pool, job, settings, never);
  void boxes[0].answer();
  expect((await first.result).execution.stdout).toBe('hello\n');
  void boxes[1].answer();
  const chunks: OutputChunk[] = [];
  for await (const chunk of second.output) chunks.push(chunk);
  expect(chunks).toEqual([{ stream: 'stdout', text: 'hello\n' }]);
  expect((await second.result).execution.status).toBe('ok');
  expect(taken).toBe(2);
});

test('a run that is aborted while it waits is killed and has used nothing', async () => {
  const slots = oneSlot();
  const leave = await slots.enter(never);
  const abort = new AbortController();
  const take = () => {
    throw new Error('no box may be taken');
  };
  const { result, output } = runInSlot(slots, { take }, job, settings, abort.signal);
  abort.abort();
  const { execution } = await result;
  expect(Execution.parse(execution)).toMatchObject({ status: 'killed', durationMs: 0, stdout: '' });
  for await (const chunk of output) expect(chunk).toBeNull();
  leave?.();
});

test('a pool that gives no box rejects the result and frees the slot', async () => {
  const slots = oneSlot();
  const take = () => {
    throw new AppError('unavailable', 'The sandbox is closing.');
  };
  await expect(runInSlot(slots, { take }, job, settings, never).result).rejects.toThrow('closing');
  expect(await slots.enter(never)).not.toBeNull();
});
