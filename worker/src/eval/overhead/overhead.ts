import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { AppError } from '@snaprun/core/errors';
import type { Surroundings } from '../evaluate.ts';
import { describeBreakdowns, quantile } from './describe.ts';
import { measureOverhead } from './measure.ts';

const help = `npm run eval -- overhead: how much of a job's time is ours, by the spans of the worker.

  --jobs N        jobs that count, after three that do not (20)
  --picture FILE  a PNG to run (the sample chart)
  --json          one JSON document on standard output
  --data DIR      where the system keeps what it needs (default .snaprun)
  --help          this text

It starts the system for itself, with the demo models, and runs one job after the other. Ours is the time from the request
until the job has ended, without what the models and the program took themselves. It exits 0 when that is at most 300 ms
for half of the jobs, 1 when it is more, 2 when a flag cannot be used, 3 for trouble of our own.`;

const goalMs = 300;

/** What `npm run eval -- overhead` does; resolves to whether the goal is reached. */
export async function overhead(argv: string[], { env, say, signal }: Surroundings): Promise<boolean> {
  const options = parseFlags(argv, env);
  if (options.help) {
    process.stdout.write(`${help}\n`);
    return true;
  }
  const { picture, jobs, dataDir } = options;
  const all = await measureOverhead({ picture, jobs, warmUps: 3, dataDir, env, say, signal });
  const document = all.map((one) => ({ ...one, parts: Object.fromEntries(one.parts) }));
  process.stdout.write(options.json ? `${JSON.stringify(document)}\n` : `${describeBreakdowns(all)}\n`);
  const ours = all.map(({ oursMs }) => oursMs);
  const p50 = quantile(ours, 0.5);
  say(`${all.length} jobs; ours at p50: ${Math.round(p50)} ms, the goal is ${goalMs} ms.`);
  return p50 <= goalMs;
}

function parseFlags(argv: string[], env: NodeJS.ProcessEnv) {
  try {
    const { values } = parseArgs({
      args: argv,
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        jobs: { type: 'string', default: '20' },
        picture: { type: 'string' },
        json: { type: 'boolean', default: false },
        data: { type: 'string' },
      },
    });
    const path = (name: string) => resolve(env.INIT_CWD ?? process.cwd(), name);
    const jobs = Number(values.jobs);
    if (!/^\d+$/.test(values.jobs) || jobs < 1 || jobs > 10_000)
      throw new Error(`--jobs takes a whole number from 1 to 10000, not "${values.jobs}"`);
    return {
      help: values.help,
      jobs,
      picture: values.picture === undefined ? (env.EVAL_PICTURE ?? '') : path(values.picture),
      json: values.json,
      dataDir: values.data === undefined ? resolve('.snaprun') : path(values.data),
    };
  } catch (error) {
    const why = (error instanceof Error ? error.message : String(error)).replace(/\. To specify .*|\.$/s, '');
    throw new AppError('invalid_request', `${why}. \`npm run eval -- overhead --help\` lists the flags.`);
  }
}
