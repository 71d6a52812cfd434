import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CriticReport } from '@snaprun/core/critic-report';
import { median } from '../../sandbox/cli/median.ts';
import type { Critic } from '../critic.ts';
import type { BenchProgram } from './bench-program.ts';
import { broken } from './broken.ts';
import type { CommandLine, CommandLineResult } from './command-line.ts';
import { honestProgram } from './honest.ts';
import { hostile } from './hostile.ts';

export const benchPrograms: readonly (BenchProgram & { kind: 'hostile' | 'broken' })[] = [
  ...hostile.map((one) => ({ ...one, kind: 'hostile' as const })),
  ...broken.map((one) => ({ ...one, kind: 'broken' as const })),
];

export interface CriticRow {
  program: BenchProgram & { kind: 'hostile' | 'broken' };
  report: CriticReport;
  /** Median of the critic's warm time, in ms. */
  criticMs: number;
  /** Null where the machine does not have it. */
  pylint: CommandLineResult | null;
  bandit: CommandLineResult;
}

export interface CriticFigures {
  rows: CriticRow[];
  honest: Pick<CriticRow, 'criticMs' | 'pylint' | 'bandit'>;
}

export interface CriticMeasureOptions {
  critic: Critic;
  pylint: CommandLine | null;
  bandit: CommandLine;
  /** How often the warm critic sees each program. */
  rounds: number;
  say: (line: string) => void;
  signal: AbortSignal;
}

/** Times the warm critic and both tools on the command line, over the same programs, and keeps what each says. */
export async function measureCritic(options: CriticMeasureOptions): Promise<CriticFigures> {
  const { critic, rounds, say, signal } = options;
  const dir = await mkdtemp(join(tmpdir(), 'critic-bench-'));
  try {
    const codes = [...benchPrograms.map(({ code }) => code), honestProgram];
    for (const code of codes) await critic.review(code, signal);
    const times = codes.map((): number[] => []);
    for (let round = 0; round < rounds; round += 1)
      for (const [i, code] of codes.entries()) {
        const startedAt = performance.now();
        await critic.review(code, signal);
        times[i]?.push(performance.now() - startedAt);
      }
    say(`The critic has seen ${codes.length} programs ${rounds} times; now pylint and bandit, once each.`);
    const lines = [];
    for (const [i, code] of codes.entries())
      lines.push(await commandLines(options, join(dir, `p${i}.py`), code));
    const [honestLines, ...others] = [lines.at(-1), ...lines.slice(0, -1)];
    if (honestLines === undefined) throw new Error('The honest program is always among them.');
    const rows: CriticRow[] = [];
    for (const [i, program] of benchPrograms.entries()) {
      const [line, ms] = [others[i], times[i]];
      if (line === undefined || ms === undefined) throw new Error('Every program was measured.');
      rows.push({
        program,
        report: await critic.review(program.code, signal),
        criticMs: median(ms),
        ...line,
      });
    }
    return { rows, honest: { criticMs: median(times.at(-1) ?? []), ...honestLines } };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function commandLines({ pylint, bandit, signal }: CriticMeasureOptions, file: string, code: string) {
  await writeFile(file, code);
  return {
    pylint: pylint && (await pylint(file, signal)),
    bandit: await bandit(file, signal),
  };
}
