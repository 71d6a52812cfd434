import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { Box, BoxEnd } from './box.ts';
import { createFrameWriter, keyOf } from './frame-writer.ts';
import { defaultLimits } from './limits.ts';
import { runInBox } from './run-in-box.ts';

type Write = ReturnType<typeof createFrameWriter>;

const verdict = { status: 'ok', exitCode: 0, error: null, durationMs: 1, cpuMs: 1, peakMemoryBytes: 1 };
const ready = JSON.stringify({ protocol: 2, python: '3.11.2', warm: false });
const inForce = {
  wallMs: 1,
  cpus: 1,
  memoryBytes: 1,
  processes: 1,
  outputBytes: 1,
  fileBytes: 1,
  notEnforced: [],
};

/** A box whose supervisor says what `answer` writes once it has the job, and then ends as told. */
function run(answer: (write: Write) => Buffer[], end: BoxEnd = { complaint: '' }, said = ready) {
  const [input, frames] = [new PassThrough(), new PassThrough()];
  const box: Box = {
    input,
    frames,
    ended: new Promise((resolve) => frames.once('close', () => resolve(end))),
    kill: () => frames.destroy(),
  };
  input.once('data', (job: Buffer) => {
    const write = createFrameWriter(keyOf(job));
    for (const bytes of [write('R', said), ...answer(write)]) frames.write(bytes);
    frames.end();
  });
  const settings = { driver: 'docker', runtime: 'runsc', limits: defaultLimits, inForce };
  return runInBox(box, { code: '', inputPng: null }, settings, new AbortController().signal).result;
}

describe('a run in a box', () => {
  test('is what the supervisor reports', async () => {
    const { execution } = await run((write) => [
      write('S', ''),
      write('O', 'hello'),
      write('X', JSON.stringify(verdict)),
    ]);
    expect(execution).toMatchObject({ ...verdict, stdout: 'hello', driver: 'docker', runtime: 'runsc' });
  });

  test.each<[string, (write: Write) => Buffer[], BoxEnd, object]>([
    ['ends without a report', () => [], { complaint: 'Traceback' }, { status: 'killed' }],
    [
      'runs out of memory',
      () => [],
      { complaint: '', outOfMemory: true, peakMemoryBytes: 77 },
      { status: 'out_of_memory', peakMemoryBytes: 77 },
    ],
    [
      'is disturbed by a forged result',
      () => [createFrameWriter(Buffer.alloc(32))('X', JSON.stringify(verdict))],
      { complaint: '' },
      { status: 'killed', error: { message: expect.stringContaining('disturbed') } },
    ],
    [
      'is disturbed by noise',
      () => [Buffer.from('noise noise noise')],
      { complaint: 'noise' },
      { status: 'killed', error: { message: expect.stringContaining('disturbed') } },
    ],
  ])('that %s after the program began is a result', async (_what, answer, end, wanted) => {
    const { execution } = await run((write) => [write('S', ''), write('O', 'said'), ...answer(write)], end);
    expect(execution).toMatchObject({ exitCode: null, stdout: 'said', ...wanted });
  });

  test.each<[string, (write: Write) => Buffer[], BoxEnd, string]>([
    ['ends before the program began', () => [], { complaint: 'The job is not readable.' }, 'not readable'],
    [
      'breaks the protocol before the program began',
      () => [Buffer.from('Zzzzz')],
      { complaint: '' },
      'unknown kind',
    ],
    [
      'cannot be reached any more',
      (write) => [write('S', '')],
      { complaint: '', lost: 'The daemon is away.' },
      'away',
    ],
  ])('that %s is trouble of ours', async (_what, answer, end, message) => {
    await expect(run(answer, end)).rejects.toThrow(message);
  });

  test('with a supervisor of another protocol says to build the image again', async () => {
    await expect(run(() => [], { complaint: '' }, '{"protocol": 1}')).rejects.toThrow(
      'speaks protocol 1, this worker 2; build the sandbox image again',
    );
  });
});
