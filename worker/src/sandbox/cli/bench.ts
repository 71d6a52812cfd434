import { execFile } from 'node:child_process';
import { AppError } from '@snaprun/core/errors';
import type { SandboxDriver } from '../driver.ts';
import { markdownTable } from './columns.ts';
import { median } from './median.ts';
import { nameOf, type Way } from './ways.ts';
import { whenReady } from './when-ready.ts';

export const benchPrograms = {
  'print(1)': 'print(1)',
  'one plot': [
    'import os, matplotlib',
    'matplotlib.use("Agg")',
    'import matplotlib.pyplot as plt',
    'plt.bar(["a", "b", "c"], [3, 1, 2])',
    'plt.title("Sales")',
    'plt.savefig(os.environ.get("OUT", "/job/out") + "/figure.png")',
  ].join('\n'),
} as const;
type BenchProgram = keyof typeof benchPrograms;

export interface BenchOptions {
  ways: readonly Way[];
  runs: number;
  image: string;
  open: (way: Way, pool: number) => Promise<SandboxDriver>;
  say: (line: string) => void;
  signal: AbortSignal;
}

/** One row of the result: medians in milliseconds from claim to result. */
export interface BenchRow {
  program: BenchProgram;
  way: string;
  warmMs: number;
  coldMs: number;
  /** A plain `docker run --rm` with the same image and runtime; null where there is none to compare with. */
  dockerRunMs: number | null;
}

interface Lane {
  way: Way;
  warm: SandboxDriver;
  cold: SandboxDriver;
}

/**
 * Measures everything once, then everything again, so that what the machine does meanwhile hits all alike.
 *
 * Stopped early, it answers with what it has.
 */
export async function runBench({ ways, runs, image, open, say, signal }: BenchOptions): Promise<BenchRow[]> {
  const lanes: Lane[] = [];
  const times = new Map<string, number[]>();
  const measure = async (act: () => Promise<number>, ...key: string[]) => {
    const ms = await act().catch((error) => {
      if (signal.aborted) return Number.NaN;
      throw error;
    });
    // What was broken off measures nothing; what was measured before that counts.
    if (!signal.aborted) times.set(key.join(' '), [...(times.get(key.join(' ')) ?? []), ms]);
  };
  try {
    for (const way of ways) lanes.push({ way, warm: await open(way, 1), cold: await open(way, 0) });
    const ready = () => Promise.all(lanes.map(({ warm }) => whenReady(warm, 1, signal)));
    for (let run = 1; run <= runs && !signal.aborted; run++) {
      for (const program of Object.keys(benchPrograms) as BenchProgram[])
        for (const { way, warm, cold } of lanes) {
          await ready();
          await measure(() => timeOf(warm, program, signal), program, nameOf(way), 'warm');
          await ready();
          await measure(() => timeOf(cold, program, signal), program, nameOf(way), 'cold');
          const { runtime } = way;
          if (runtime !== null)
            await measure(() => dockerRun(image, runtime, program), program, nameOf(way), 'docker run');
        }
      if (!signal.aborted) say(`Round ${run} of ${runs} is done.`);
    }
  } finally {
    await Promise.all(lanes.flatMap(({ warm, cold }) => [warm.close(), cold.close()]));
  }
  return (Object.keys(benchPrograms) as BenchProgram[]).flatMap((program) =>
    ways.map((way) => {
      const of = (kind: string, name = nameOf(way)) => times.get(`${program} ${name} ${kind}`);
      // bubblewrap has no `docker run` of its own; runc, which shares the kernel as it does, is what it is compared with.
      const plain = of('docker run') ?? of('docker run', 'docker/runc');
      return {
        program,
        way: nameOf(way),
        warmMs: median(of('warm') ?? []),
        coldMs: median(of('cold') ?? []),
        dockerRunMs: plain ? median(plain) : null,
      };
    }),
  );
}

async function timeOf(driver: SandboxDriver, program: BenchProgram, signal: AbortSignal): Promise<number> {
  const startedAt = performance.now();
  const { execution } = await driver.run({ code: benchPrograms[program], inputPng: null }, signal).result;
  const ms = performance.now() - startedAt;
  if (execution.status !== 'ok' && !signal.aborted)
    throw new AppError(
      'unavailable',
      `${program} on ${driver.name} ended with ${execution.status}: ${execution.stderr.slice(-300)}`,
    );
  return ms;
}

function dockerRun(image: string, runtime: string, program: BenchProgram): Promise<number> {
  const startedAt = performance.now();
  const env = ['-e', 'MPLCONFIGDIR=/opt/snaprun/fonts', '-e', 'OUT=/tmp'];
  const args = [
    'run',
    '--rm',
    '--network',
    'none',
    '--runtime',
    runtime,
    ...env,
    '--entrypoint',
    '/usr/bin/python3.11',
  ];
  return new Promise((resolve, reject) => {
    execFile('docker', [...args, image, '-c', benchPrograms[program]], { timeout: 120_000 }, (error) => {
      if (error === null) resolve(performance.now() - startedAt);
      else reject(new AppError('unavailable', `\`docker run\` could not be measured: ${error.message}`));
    });
  });
}

/** A Markdown table with the ratios that matter: warm to `docker run`, warm to cold. */
export function benchTable(rows: readonly BenchRow[]): string {
  const ms = (value: number) =>
    Number.isNaN(value) ? 'not measured' : `${value < 100 ? value.toFixed(1) : Math.round(value)} ms`;
  const ratio = (a: number, b: number) => `1/${(b / a).toFixed(1)}`;
  return markdownTable(
    ['program', 'sandbox', 'warm', 'cold', 'docker run --rm', 'warm ÷ docker run', 'warm ÷ cold'],
    rows.map(({ program, way, warmMs, coldMs, dockerRunMs }) => [
      program,
      way,
      ms(warmMs),
      ms(coldMs),
      dockerRunMs === null ? '' : ms(dockerRunMs),
      dockerRunMs === null ? '' : ratio(warmMs, dockerRunMs),
      ratio(warmMs, coldMs),
    ]),
  );
}
