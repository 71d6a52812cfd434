import { Execution } from '@snaprun/core/execution';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeAbuse, type Leftovers } from './abuse-conformance.ts';
import type { OutputChunk, SandboxDriver, SandboxJob } from './driver.ts';

/** A 1×1 PNG. */
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

/**
 * What every driver must do, whatever it isolates with. `leftovers` lists what a run left behind on this
 * machine; `full` adds the slow hostile programs and the one case that takes two minutes.
 */
export function describeConformance(
  name: string,
  create: () => Promise<SandboxDriver>,
  leftovers: Leftovers,
  options: { full?: boolean } = {},
): void {
  describe(`the ${name} driver`, { timeout: 60_000 }, () => {
    let driver: SandboxDriver;
    beforeAll(async () => {
      driver = await create();
    }, 60_000);
    afterAll(() => driver?.close());

    const run = (code: string, more: Partial<SandboxJob> = {}, signal = new AbortController().signal) =>
      driver.run({ code, inputPng: null, ...more }, signal).result;

    test('a quiet program is ok, with times, memory and the limits in force', async () => {
      const { execution } = await run('print("größer ✓")');
      expect(Execution.parse(execution)).toEqual(execution);
      expect(execution).toMatchObject({
        status: 'ok',
        exitCode: 0,
        stdout: 'größer ✓\n',
        stderr: '',
        error: null,
      });
      expect(execution).toMatchObject({
        driver: driver.name,
        runtime: driver.runtime,
        limits: driver.limits(),
      });
      expect(execution.peakMemoryBytes).toBeGreaterThan(1_000_000);
    });

    test('output arrives while the program still runs', async () => {
      const abort = new AbortController();
      const code = 'import time\nprint("first")\ntime.sleep(50)';
      const started = driver.run({ code, inputPng: null }, abort.signal);
      const chunks: OutputChunk[] = [];
      for await (const chunk of started.output) {
        chunks.push(chunk);
        abort.abort();
      }
      expect(chunks).toEqual([{ stream: 'stdout', text: 'first\n' }]);
      expect((await started.result).execution).toMatchObject({ status: 'killed', stdout: 'first\n' });
    });

    test('an error comes back with its type, message and line', async () => {
      const { execution } = await run('def f(x):\n    return 1 / x\n\nf(0)\n');
      expect(execution).toMatchObject({
        status: 'error',
        exitCode: 1,
        error: { type: 'ZeroDivisionError', message: 'division by zero', line: 2 },
      });
      expect(execution.stderr).toContain('File "/job/main.py", line 4, in <module>');
      expect(execution.stderr).not.toContain('runner');
    });

    test('a syntax error, an exit code and a crash are told apart', async () => {
      expect((await run('x = (')).execution.error).toMatchObject({ type: 'SyntaxError', line: 1 });
      expect((await run('exit(3)')).execution).toMatchObject({ status: 'error', exitCode: 3 });
      const { execution } = await run('import ctypes\nctypes.string_at(0)');
      expect(execution).toMatchObject({ status: 'error', exitCode: null, error: { type: 'SIGSEGV' } });
    });

    test('the picture is at /job/input.png and the outputs in /job/out', async () => {
      const code =
        'import shutil, os\nshutil.copy("input.png", "out/copy.png")\nprint(os.getcwd(), os.getuid() != 0)';
      const { execution, files } = await run(code, { inputPng: pixel });
      expect(execution.stdout).toBe('/job True\n');
      expect(files.map(({ name: file, mediaType }) => [file, mediaType])).toEqual([
        ['copy.png', 'image/png'],
      ]);
      expect(Buffer.compare(files[0]?.bytes ?? Buffer.alloc(0), pixel)).toBe(0);
    });

    test('a saved figure is described with its numbers, plt.show() saves, the resolution is capped', async () => {
      const code = [
        'import matplotlib.pyplot as plt',
        'fig, ax = plt.subplots(figsize=(4, 3))',
        'ax.bar(["Jan", "Feb"], [3, 7.5], label="2024")',
        'ax.plot([0, 1], [1, 2], "r--", label="goal")',
        'ax.set(title="Sales", ylabel="M€")',
        'ax.legend()',
        'fig.savefig("out/sales.png", dpi=5000)',
        'plt.figure(); plt.pie([1, 3], labels=["a", "b"]); plt.show()',
      ].join('\n');
      const { execution, files, figures } = await run(code);
      expect(execution).toMatchObject({ status: 'ok', stderr: '' });
      expect(files.map((file) => file.name)).toEqual(['figure-1.png', 'sales.png']);
      const width = Buffer.from(files[1]?.bytes ?? []).readUInt32BE(16);
      expect(width).toBe(1200);
      const [sales, pie] = figures;
      expect(sales).toMatchObject({
        file: 'sales.png',
        axes: [{ title: 'Sales', ylabel: 'M€', legend: expect.arrayContaining(['2024', 'goal']) }],
      });
      expect(sales?.axes[0]?.bars.map(({ label, height }) => [label, height])).toEqual([
        ['2024', 3],
        ['2024', 7.5],
      ]);
      expect(sales?.axes[0]?.xticklabels).toEqual(['Jan', 'Feb']);
      expect(sales?.axes[0]?.lines).toMatchObject([{ label: 'goal', y: [1, 2], style: '--' }]);
      expect(pie).toMatchObject({
        file: 'figure-1.png',
        axes: [{ wedges: [{ share: 0.25 }, { share: 0.75 }] }],
      });
    });

    test('every promised package can be imported', async () => {
      const code =
        'import numpy, pandas, matplotlib, PIL, scipy.stats, skimage.measure, sklearn.cluster, cv2, sympy, seaborn, openpyxl, networkx\nprint(cv2.imread("input.png").shape)';
      const { execution } = await run(code, { inputPng: pixel });
      expect(execution).toMatchObject({ status: 'ok', stdout: '(1, 1, 3)\n' });
    });

    test('an abort kills within a second, also a busy fork bomb', async () => {
      const abort = new AbortController();
      const bomb =
        'import os\nprint("go", flush=True)\nwhile True:\n    try: os.fork()\n    except OSError: pass';
      const started = driver.run({ code: bomb, inputPng: null }, abort.signal);
      let abortedAt = 0;
      for await (const _ of started.output) {
        abortedAt ||= performance.now();
        abort.abort();
      }
      const { execution } = await started.result;
      expect(execution.status).toBe('killed');
      expect(performance.now() - abortedAt).toBeLessThan(1000);
    });

    test('a signal that was aborted before the start runs nothing', async () => {
      const { execution } = await run('print(1)', {}, AbortSignal.abort());
      expect(execution).toMatchObject({ status: 'killed', stdout: '' });
    });

    test('the wall clock overshoots by less than half a second', async () => {
      const { execution } = await run('while True: pass', { limits: { wallMs: 700 } });
      expect(execution.status).toBe('timeout');
      expect(execution.durationMs).toBeGreaterThanOrEqual(700);
      expect(execution.durationMs).toBeLessThan(1200);
    });

    test.each([
      ['ok', 'pass'],
      ['error', 'raise ValueError'],
      ['timeout', 'while True: pass'],
      ['out_of_memory', 'x = bytearray(10**11)'],
      ['output_limit', 'while True: print("x" * 10_000)'],
      ['killed', 'import os; os.kill(os.getpid(), 9)'],
    ])('a run that is %s is told apart from every other', async (status, code) => {
      const { execution } = await run(code, { limits: { wallMs: 1000 } });
      expect(execution).toMatchObject({ status, truncated: status === 'output_limit' });
    });

    test.runIf(options.full)(
      `the real limit of two minutes overshoots by less than half a second${options.full ? '' : ' (npm run test:full runs it)'}`,
      { timeout: 150_000 },
      async () => {
        const { execution } = await run('while True: pass');
        expect(execution.status).toBe('timeout');
        expect(execution.durationMs).toBeGreaterThanOrEqual(120_000);
        expect(execution.durationMs).toBeLessThan(120_500);
      },
    );

    describeAbuse(() => driver, leftovers, options.full === true);
  });
}
