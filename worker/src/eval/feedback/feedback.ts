import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseConfig, settings } from '@snaprun/core/config';
import { openDatabase } from '@snaprun/core/database';
import { AppError } from '@snaprun/core/errors';
import { z } from 'zod';
import { saidOfJobs } from './said-of-jobs.ts';

export interface Surroundings {
  env: NodeJS.ProcessEnv;
  say: (line: string) => void;
  signal: AbortSignal;
}

const help = `npm run eval -- feedback --out FILE: what people said of results (right or wrong, and their note), one JSON object a line.

  --out FILE     where it goes; the file must not be there yet
  --data DIR     the data of the system that runs here (default .snaprun), unless DATABASE_URL names another database
  --help         this text

Each line has the job, the verdict, the note, the instruction, the spec that was read, the fidelity, the code of the result's
attempt and the models. No person is in it; what people wrote themselves is as they wrote it.`;

/** What `npm run eval -- feedback` does; throws an AppError with a sentence for what cannot be done. */
export async function feedback(argv: readonly string[], { env, say, signal }: Surroundings): Promise<void> {
  const options = parse(argv, env);
  if (options === null) {
    process.stdout.write(`${help}\n`);
    return;
  }
  const readFile = (path: string) => readFileSync(path, 'utf8');
  const { DATABASE_URL } = parseConfig(z.object(settings.database), env, readFile);
  const file = await create(options.out);
  const database = openDatabase(DATABASE_URL, { maxConnections: 1, name: 'snaprun-eval-feedback' });
  let [right, wrong] = [0, 0];
  try {
    for await (const said of saidOfJobs(database.db)) {
      signal.throwIfAborted();
      await file.write(`${JSON.stringify(said)}\n`);
      if (said.verdict === 'right') right += 1;
      else wrong += 1;
    }
  } finally {
    await database.close();
    await file.close();
  }
  say(`${options.out}: ${right} said to be right, ${wrong} said to be wrong.`);
}

function parse(argv: readonly string[], env: NodeJS.ProcessEnv): { out: string } | null {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        out: { type: 'string' },
        data: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return null;
    if (!values.out) throw new Error('Say with --out into which file');
    return { out: resolve(env.INIT_CWD ?? process.cwd(), values.out) };
  } catch (error) {
    const why = (error instanceof Error ? error.message : String(error)).replace(/\. To specify .*|\.$/s, '');
    throw new AppError('invalid_request', `${why}. \`npm run eval -- feedback --help\` lists the flags.`);
  }
}

/** What people said is not for everybody on this machine. */
async function create(path: string) {
  try {
    return await open(path, 'wx', 0o600);
  } catch (cause) {
    const isThere = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
    const why = isThere ? 'is there already; name another file' : 'cannot be written';
    throw new AppError('invalid_request', `${path} ${why}.`, { cause });
  }
}
