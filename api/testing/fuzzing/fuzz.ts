import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

/** As much of schemathesis' report as is looked at. */
const Report = z.object({ test_cases: z.object({ generated: z.number() }) });

export interface Fuzzed {
  cases: number;
  /** What schemathesis said, with each failure and how to see it again. */
  said: string;
  exitCode: number | null;
}

/** Each request by itself, and requests that follow each other along the contract's links. */
export type Phases = 'examples,coverage,fuzzing' | 'stateful';

/** Asks an api whatever its contract allows and forbids, with every check of schemathesis, for about `seconds`. */
export async function fuzz(options: {
  program: string;
  base: string;
  token: string;
  phases: Phases;
  seconds: number;
}): Promise<Fuzzed> {
  const folder = await mkdtemp(join(tmpdir(), 'snaprun-fuzz-'));
  const report = join(folder, 'report.json');
  const args = [
    ...['run', `${options.base}/openapi.json`, '--header', `Authorization: Bearer ${options.token}`],
    ...['--phases', options.phases, '--max-time', String(options.seconds)],
    ...['--checks', 'all', '--continue-on-failure', '--no-shrink'],
    ...['--report', 'json', '--report-json-path', report],
  ];
  try {
    const child = spawn(options.program, args, {
      cwd: import.meta.dirname, // its settings and hooks lie there
      env: {
        ...{ PATH: process.env.PATH, HOME: folder, PYTHONPATH: '.', PYTHONDONTWRITEBYTECODE: '1' },
        NO_COLOR: '1',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [said, complained, [exitCode]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    if (exitCode !== 0 && exitCode !== 1) return { cases: 0, said: said + complained, exitCode };
    const { test_cases } = Report.parse(JSON.parse(await readFile(report, 'utf8')));
    return { cases: test_cases.generated, said: said + complained, exitCode };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
