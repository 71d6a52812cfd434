import { parseArgs } from 'node:util';
import type { CriticReport } from '@snaprun/core/critic-report';
import { AppError } from '@snaprun/core/errors';
import { createLog } from '@snaprun/core/log';
import { createCritic } from '../critic.ts';
import type { BenchProgram } from './bench-program.ts';
import { banditOn, offers, pylintOn } from './command-line.ts';
import { describeFigures, speedUp } from './describe-figures.ts';
import { measureCritic } from './measure-critic.ts';

const help = `npm run eval -- critic: what the critic finds in 30 hostile or broken programs, and how fast, beside pylint and bandit on the
command line.

  --rounds N         how often the warm critic sees each program (10)
  --pylint PYTHON    a Python that has pylint (python3 where it has it; without one pylint is left out, and said so)
  --json             one JSON document on standard output
  --help             this text

It exits 0 when every program that has to be stopped is, the warm critic takes at most 60 ms and at most 1/20 of both tools; 1
when not; 2 when a flag cannot be used; 3 for trouble of our own.`;

const goals = { warmMs: 60, speedUp: 20 } as const;

export interface CriticBenchOptions {
  env: NodeJS.ProcessEnv;
  say: (line: string) => void;
  signal: AbortSignal;
}

/** What `npm run eval -- critic` does; resolves to whether the goals are reached. */
export async function criticBench(
  argv: string[],
  { env, say, signal }: CriticBenchOptions,
): Promise<boolean> {
  const options = parseFlags(argv);
  if (options.help) {
    process.stdout.write(`${help}\n`);
    return true;
  }
  const criticPython = env.CRITIC_PYTHON;
  if (!criticPython)
    throw new AppError('unavailable', 'CRITIC_PYTHON is not set; start this with `npm run eval -- critic`.');
  const pylint = await pylintPython(options.pylint);
  if (pylint === null) say('skipped: pylint, which no Python here has; --pylint PYTHON names one that does.');
  const critic = await createCritic({ criticPython, log: createLog() });
  try {
    const figures = await measureCritic({
      critic,
      pylint: pylint === null ? null : pylintOn(pylint),
      bandit: banditOn(criticPython),
      rounds: options.rounds,
      say,
      signal,
    });
    process.stdout.write(`${options.json ? JSON.stringify(figures) : describeFigures(figures)}\n`);
    const { rows, honest } = figures;
    const missed = rows.filter(({ program, report }) => !isAsExpected(program, report));
    for (const { program } of missed)
      say(
        `${program.name}: expected to be ${program.stoppedBy === null ? 'passed' : `stopped by ${program.stoppedBy}`}.`,
      );
    const isFast = honest.criticMs <= goals.warmMs && speedUp(rows) >= goals.speedUp;
    const warm = honest.criticMs.toFixed(1);
    say(
      `Warm ${warm} ms (goal ${goals.warmMs}), 1/${Math.round(speedUp(rows))} of the command line (goal 1/${goals.speedUp}).`,
    );
    return missed.length === 0 && isFast;
  } finally {
    await critic.close();
  }
}

/** Whether the critic stops a program for the reason that it should be stopped for. */
export function isAsExpected({ stoppedBy }: BenchProgram, { blocked, findings }: CriticReport): boolean {
  if (stoppedBy === null) return !blocked;
  return findings.some(({ rule, blocking }) => blocking && rule === stoppedBy);
}

async function pylintPython(named: string | undefined): Promise<string | null> {
  if (named !== undefined) {
    if (await offers(named, 'pylint')) return named;
    throw new AppError(
      'invalid_request',
      `${named} has no pylint; \`${named} -m pip install pylint\` brings it.`,
    );
  }
  return (await offers('python3', 'pylint')) ? 'python3' : null;
}

function parseFlags(argv: string[]) {
  try {
    const { values } = parseArgs({
      args: argv,
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        rounds: { type: 'string', default: '10' },
        pylint: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    const rounds = Number(values.rounds);
    if (!/^\d+$/.test(values.rounds) || rounds < 1 || rounds > 1000)
      throw new Error(`--rounds takes a whole number from 1 to 1000, not "${values.rounds}"`);
    return { ...values, rounds };
  } catch (error) {
    const why = (error instanceof Error ? error.message : String(error)).replace(/\. To specify .*|\.$/s, '');
    throw new AppError('invalid_request', `${why}. \`npm run eval -- critic --help\` lists the flags.`);
  }
}
