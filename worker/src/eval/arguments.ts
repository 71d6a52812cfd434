import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { AppError } from '@snaprun/core/errors';
import { type PictureSet, pictureSets } from './pictures/picture-list.ts';
import { type PictureKind, pictureKinds } from './pictures/truth/truth.ts';

export interface Arguments {
  help: boolean;
  set: PictureSet;
  kinds: PictureKind[];
  limit: number;
  seed: number;
  concurrency: number;
  outDir: string;
  /** The `results.json` of another run, or null. */
  compare: string | null;
  /** Draw the pictures and stop. */
  drawOnly: boolean;
  json: boolean;
  dataDir: string;
}

export const help = `npm run eval: draws pictures whose numbers are known, runs them through the whole system, and measures what comes out.

  npm run eval -- --set dev --limit 20     the first 20 pictures of the development set
  npm run eval -- --set test               the test set, which nothing may be tuned on
  npm run eval -- --compare OLD/results.json --out NEW   with confidence intervals beside an earlier run
  npm run eval -- overhead                 how much of a job's time is neither model nor program (--help)
  npm run eval -- injections               charts that hold a text for whoever reads them (--help)
  npm run eval -- critic                   what the critic finds, and how fast, beside pylint and bandit (--help)
  npm run eval -- feedback --out FILE      what people said of results, as JSON lines (--help)

  --set NAME         dev (the default), test or golden
  --kinds A,B        only these: ${pictureKinds.join(', ')}
  --limit N          the first N pictures; every beginning is a mixture
  --seed N           another collection of the same size (1)
  --out DIR          where pictures, results.json and index.html go; what is there already of the same set and seed is
                     not run again (default snaprun-out/eval/SET-TIME)
  --compare FILE     a results.json of another run, to tell what is better or worse and how sure that is
  --concurrency N    pictures at the same time (2)
  --draw             only draw the pictures into DIR/pictures, with truth.json
  --json             results as one JSON document on standard output
  --data DIR         where the system keeps what it needs (default .snaprun)
  --help             this text

It starts the system for itself, with the demo models; {VISION,REASONING,CODE}_BASE_URL, …_API_KEY and …_MODEL name others.
How results are compared with the truth is written in worker/src/eval/MATCHING.md. It exits 0 when everything was measured,
however badly it came out; 2 when a flag cannot be used; 3 for trouble of our own. npm prints a banner of its own to standard
output; \`npm run --silent eval -- …\` leaves it out.`;

/**
 * Parses what follows `npm run eval --`; throws an `invalid_request` sentence for what cannot be understood.
 *
 * Paths are taken from `INIT_CWD`, the folder in which somebody typed `npm run`.
 */
export function parseArguments(argv: readonly string[], env: NodeJS.ProcessEnv, now: Date): Arguments {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        set: { type: 'string', default: 'dev' },
        kinds: { type: 'string' },
        limit: { type: 'string' },
        seed: { type: 'string', default: '1' },
        concurrency: { type: 'string', default: '2' },
        out: { type: 'string' },
        compare: { type: 'string' },
        draw: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        data: { type: 'string' },
      },
    });
    const path = (name: string) => resolve(env.INIT_CWD ?? process.cwd(), name);
    const set = oneOf('--set', values.set, pictureSets);
    const time = now.toISOString().slice(0, 19).replaceAll(':', '-');
    return {
      help: values.help,
      set,
      kinds:
        values.kinds === undefined
          ? [...pictureKinds]
          : values.kinds.split(',').map((kind) => oneOf('--kinds', kind.trim(), pictureKinds)),
      limit:
        values.limit === undefined ? Number.POSITIVE_INFINITY : whole('--limit', values.limit, 1, 100_000),
      seed: whole('--seed', values.seed, 0, 1_000_000),
      concurrency: whole('--concurrency', values.concurrency, 1, 64),
      outDir: path(values.out ?? `snaprun-out/eval/${set}-${time}`),
      compare: values.compare === undefined ? null : path(values.compare),
      drawOnly: values.draw,
      json: values.json,
      dataDir: values.data === undefined ? resolve('.snaprun') : path(values.data),
    };
  } catch (error) {
    if (error instanceof AppError) throw error;
    const why = (error instanceof Error ? error.message : String(error)).replace(/\. To specify .*|\.$/s, '');
    throw new AppError('invalid_request', `${why}. \`npm run eval -- --help\` lists the flags.`);
  }
}

function oneOf<T extends string>(flag: string, value: string, all: readonly T[]): T {
  const found = all.find((one) => one === value);
  if (found === undefined) throw new Error(`${flag} takes ${all.join(', ')}, not "${value}"`);
  return found;
}

function whole(flag: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most)
    throw new Error(`${flag} takes a whole number from ${least} to ${most}, not "${text}"`);
  return value;
}
