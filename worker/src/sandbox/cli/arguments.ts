import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { AppError } from '@snaprun/core/errors';
import { defaultLimits } from '../limits.ts';

/** Which sandbox to use; `runtime` is docker's, null where the driver decides. */
export interface DriverChoice {
  driver: string;
  runtime: 'runc' | 'runsc' | null;
}

export type Command = { dataDir: string; json: boolean } & (
  | { name: 'help' }
  | { name: 'doctor' }
  | {
      name: 'run';
      /** A path, or null for standard input. */
      file: string | null;
      image: string | null;
      outDir: string | null;
      wallMs: number;
      choice: DriverChoice;
    }
  | { name: 'abuse'; choice: DriverChoice; only: string[] }
  | { name: 'bench'; choice: DriverChoice; runs: number }
  | { name: 'soak'; choice: DriverChoice; jobs: number; pool: number }
);

export const help = `npm run sandbox: runs one program in a sandbox and shows what happened.

  npm run sandbox -- file.py            run it; - reads the program from standard input
  npm run sandbox -- doctor             what this machine can do, and how to mend what it cannot
  npm run sandbox -- abuse [NAME…]      the hostile programs of sandbox/abuse on every driver of this machine
  npm run sandbox -- bench [--runs 15]  how long a run takes, warm and cold, beside plain \`docker run\`
  npm run sandbox -- soak [--jobs 200]  honest and hostile jobs through a warm pool

  --image FILE        a PNG or JPEG that the program reads as /job/input.png
  --timeout S         seconds of wall clock, at most ${defaultLimits.wallMs / 1000} (the default)
  --out DIR           put the files that the program left in /job/out here
  --driver NAME       auto, docker or bubblewrap (default: SANDBOX_DRIVER, else auto)
  --runtime NAME      runc or runsc (gVisor), with docker (default: SANDBOX_RUNTIME, else what the driver takes)
  --json              exactly one JSON document on standard output
  --jobs N, --pool N  with soak: how many jobs (200) through how many warm sandboxes (4)
  --runs N            with bench: how many of each, of which the median counts (15)
  --data DIR          where the Python environment for bubblewrap is kept (default .snaprun)
  --help              this text

It exits 0 when the sandbox worked, also when the program failed in it; 2 when the input cannot be used; 3 for
trouble of our own. \`doctor\` exits 1 when no driver works here, \`abuse\` and \`soak\` when something was not as expected.
npm prints a banner of its own to standard output; \`npm run --silent sandbox -- …\` leaves it out.`;

const common = {
  help: { type: 'boolean', short: 'h', default: false },
  json: { type: 'boolean', default: false },
  data: { type: 'string' },
} as const;
const choosing = { driver: { type: 'string' }, runtime: { type: 'string' } } as const;

/**
 * Parses what follows `npm run sandbox --`; throws an `invalid_request` sentence for what cannot be understood.
 *
 * Paths are taken from `INIT_CWD`, the folder in which somebody typed `npm run`, which npm leaves for its own.
 */
export function parseArguments(argv: readonly string[], env: NodeJS.ProcessEnv = {}): Command {
  const path = (name: string) => resolve(env.INIT_CWD ?? process.cwd(), name);
  const parsers = { doctor: parseDoctor, abuse: parseAbuse, bench: parseBench, soak: parseSoak };
  try {
    const [first, ...rest] = argv;
    if (first === undefined) return { name: 'help', dataDir: '', json: false };
    const subcommand = Object.entries(parsers).find(([name]) => name === first)?.[1];
    return subcommand ? subcommand(rest) : parseRun(argv);
  } catch (error) {
    if (error instanceof AppError) throw error;
    // Node adds how to pass a file whose name begins with a dash, which is not what anybody meant.
    const why = (error instanceof Error ? error.message : String(error)).replace(/\. To specify .*|\.$/s, '');
    throw new AppError('invalid_request', `${why}. \`npm run sandbox -- --help\` lists the flags.`);
  }

  function parseRun(args: readonly string[]): Command {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...common,
        ...choosing,
        image: { type: 'string' },
        out: { type: 'string' },
        timeout: { type: 'string' },
      },
    });
    if (values.help) return { name: 'help', ...basic(values) };
    const [file, extra] = positionals;
    if (file === undefined) throw new Error('Say which program to run: a file, or - for standard input');
    if (extra !== undefined) throw new Error(`"${extra}" is one too many; one program is run at a time`);
    return {
      name: 'run',
      file: file === '-' ? null : path(file),
      image: values.image === undefined ? null : path(values.image),
      outDir: values.out === undefined ? null : path(values.out),
      wallMs: values.timeout === undefined ? defaultLimits.wallMs : wallMs(values.timeout),
      choice: choice(values),
      ...basic(values),
    };
  }

  function parseDoctor(args: readonly string[]): Command {
    const { values } = parseArgs({ args: [...args], options: common });
    return { name: values.help ? 'help' : 'doctor', ...basic(values) };
  }

  function parseAbuse(args: readonly string[]): Command {
    const options = { ...common, ...choosing };
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    if (values.help) return { name: 'help', ...basic(values) };
    return { name: 'abuse', choice: choice(values, {}), only: positionals, ...basic(values) };
  }

  function parseBench(args: readonly string[]): Command {
    const options = { ...common, ...choosing, runs: { type: 'string', default: '15' } } as const;
    const { values } = parseArgs({ args: [...args], options });
    if (values.help) return { name: 'help', ...basic(values) };
    const runs = whole('--runs', values.runs, 1, 1000);
    return { name: 'bench', choice: choice(values, {}), runs, ...basic(values) };
  }

  function parseSoak(args: readonly string[]): Command {
    const numbers = {
      jobs: { type: 'string', default: '200' },
      pool: { type: 'string', default: '4' },
    } as const;
    const { values } = parseArgs({ args: [...args], options: { ...common, ...choosing, ...numbers } });
    if (values.help) return { name: 'help', ...basic(values) };
    const [jobs, pool] = [whole('--jobs', values.jobs, 1, 100_000), whole('--pool', values.pool, 1, 64)];
    return { name: 'soak', choice: choice(values), jobs, pool, ...basic(values) };
  }

  function basic(values: { json: boolean; data?: string | undefined }) {
    return {
      json: values.json,
      dataDir: values.data === undefined ? resolve('.snaprun') : path(values.data),
    };
  }

  function choice(
    values: { driver?: string | undefined; runtime?: string | undefined },
    set: NodeJS.ProcessEnv = env,
  ): DriverChoice {
    const runtime = values.runtime ?? (set.SANDBOX_RUNTIME || null);
    let driver = values.driver ?? (set.SANDBOX_DRIVER || 'auto');
    if (!['auto', 'docker', 'bubblewrap'].includes(driver))
      throw new Error(`The driver is auto, docker or bubblewrap, not "${driver}"`);
    if (runtime !== null && runtime !== 'runc' && runtime !== 'runsc')
      throw new Error(`The runtime is runc or runsc, not "${runtime}"`);
    if (values.runtime !== undefined && driver === 'bubblewrap')
      throw new Error('Runtimes belong to docker; leave --runtime out with bubblewrap');
    // Who names a runtime asks for docker; `auto` might otherwise take something that has none.
    if (values.runtime !== undefined) driver = 'docker';
    return { driver, runtime };
  }
}

function wallMs(text: string): number {
  const most = defaultLimits.wallMs / 1000;
  const seconds = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || seconds < 0.1 || seconds > most)
    throw new Error(`--timeout takes seconds from 0.1 to ${most}, not "${text}"`);
  return Math.round(seconds * 1000);
}

function whole(flag: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most)
    throw new Error(`${flag} takes a whole number from ${least} to ${most}, not "${text}"`);
  return value;
}
