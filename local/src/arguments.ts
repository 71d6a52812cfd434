import { parseArgs } from 'node:util';
import { AppError } from '@snaprun/core/errors';

export interface Arguments {
  help: boolean;
  port: number | null;
  dataDir: string;
  workers: number;
  /** Pictures of `--once`, or null for a system that stays. */
  once: string[] | null;
  instruction: string | null;
  outDir: string;
  json: boolean;
}

export const help = `Snaprun: a picture in, executed Python out.

  npm start                                   start everything and print the address
  npm start -- --once chart.png [more.png …]  run pictures through and leave the results in snaprun-out/

  --port N            port of the page and the api (default 4400, or the next free one)
  --data DIR          where everything is kept (default .snaprun)
  --workers N         worker processes (default 1)
  --once FILE…        run these pictures and exit: 0 succeeded, 1 a job did not succeed,
                      2 a picture cannot be used, 3 trouble of our own
  --instruction TEXT  with --once: what you want from the picture
  --out DIR           with --once: where results go (default snaprun-out)
  --json              with --once: one JSON document on standard output
  --help              this text`;

/** Parses the flags of `npm start --`; throws a sentence for what cannot be understood. */
export function parseArguments(argv: readonly string[]): Arguments {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        port: { type: 'string' },
        data: { type: 'string', default: '.snaprun' },
        workers: { type: 'string', default: '1' },
        once: { type: 'boolean', default: false },
        instruction: { type: 'string' },
        out: { type: 'string', default: 'snaprun-out' },
        json: { type: 'boolean', default: false },
      },
    });
    if (!values.once && positionals.length > 0) {
      throw new Error(`"${positionals[0]}" is not understood; pictures go after --once`);
    }
    if (values.once && positionals.length === 0) throw new Error('--once needs at least one picture');
    for (const flag of ['data', 'out'] as const) {
      // An unset variable in a script, say: the folder it would mean is the one that people happen to be in.
      if (values[flag] === '') throw new Error(`--${flag} needs the path of a folder`);
    }
    return {
      help: values.help,
      port: values.port === undefined ? null : whole('--port', values.port, 1, 65_535),
      dataDir: values.data,
      workers: whole('--workers', values.workers, 1, 64),
      once: values.once ? positionals : null,
      instruction: values.instruction ?? null,
      outDir: values.out,
      json: values.json,
    };
  } catch (error) {
    if (error instanceof AppError) throw error;
    const why = (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
    throw new AppError('invalid_request', `${why}. \`npm start -- --help\` lists the flags.`);
  }
}

function whole(flag: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new AppError(
      'invalid_request',
      `${flag} takes a whole number from ${least} to ${most}, not "${text}".`,
    );
  }
  return value;
}
