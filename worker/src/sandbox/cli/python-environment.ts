import { spawn } from 'node:child_process';
import { AppError } from '@snaprun/core/errors';
import { z } from 'zod';

/** Where programs' Python is, and the `bwrap` that isolates it. */
export interface PythonEnvironment {
  sandboxDir: string;
  bwrap: string;
}

const Built = z.object({ sandboxDir: z.string(), bwrap: z.string().optional() });

/** What the builder says is there, when it is asked only to look. */
export const PythonOnMachine = z.object({
  built: z.object({ sandboxDir: z.string(), bwrap: z.string() }).nullable(),
  system: z.object({ version: z.string(), interpreter: z.string() }).nullable(),
  bwrap: z.string().nullable(),
  complaints: z.array(z.string()),
});
export type PythonOnMachine = z.infer<typeof PythonOnMachine>;

export interface PythonSettings {
  env: NodeJS.ProcessEnv;
  dataDir: string;
  say: (line: string) => void;
  signal: AbortSignal;
}

/**
 * The Python environment: the one that `SANDBOX_PYTHON_JSON` and `BWRAP` name, else the one that the command in
 * `SANDBOX_PYTHON_BUILDER` (a JSON array) builds in the data directory on first use and finds again later.
 */
export async function buildPython(settings: PythonSettings): Promise<PythonEnvironment> {
  const { env } = settings;
  const json = env.SANDBOX_PYTHON_JSON || (await runBuilder([], settings));
  const built = parse(Built, json);
  return { sandboxDir: built.sandboxDir, bwrap: env.BWRAP || built.bwrap || 'bwrap' };
}

/** What is there now; builds nothing. */
export async function lookForPython(settings: PythonSettings): Promise<PythonOnMachine> {
  const { env } = settings;
  if (!env.SANDBOX_PYTHON_JSON) return parse(PythonOnMachine, await runBuilder(['--look'], settings));
  const built = await buildPython(settings);
  return { built, system: null, bwrap: built.bwrap, complaints: [] };
}

function parse<T>(schema: z.ZodType<T>, json: string): T {
  try {
    return schema.parse(JSON.parse(json));
  } catch (cause) {
    throw new AppError(
      'unavailable',
      `What describes the Python environment is not as it should be: ${json.slice(0, 200)}`,
      { cause },
    );
  }
}

function runBuilder(flags: string[], { env, dataDir, say, signal }: PythonSettings): Promise<string> {
  const [program, ...args] = z.array(z.string()).parse(JSON.parse(env.SANDBOX_PYTHON_BUILDER || '[]'));
  if (program === undefined)
    throw new AppError(
      'unavailable',
      'Neither SANDBOX_PYTHON_JSON nor SANDBOX_PYTHON_BUILDER is set; start this with `npm run sandbox`.',
    );
  return new Promise((resolve, reject) => {
    // What it says goes to `say` line by line: a first build takes a while, and people should see what it does.
    const child = spawn(program, [...args, '--data', dataDir, ...flags], {
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
    });
    let stdout = '';
    let last = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n').filter((each) => each.trim() !== '')) {
        if (last !== '') say(last);
        last = line;
      }
    });
    child.on('error', (cause) => reject(signal.aborted ? stopped() : cause));
    child.on('close', (code) => {
      // The last line of one that failed is why; it becomes the error and is not said twice.
      if (code === 0) {
        if (last !== '') say(last);
        resolve(stdout);
      } else
        reject(
          signal.aborted
            ? stopped()
            : new AppError('unavailable', last || `Python could not be prepared (exit ${code}).`),
        );
    });
  });
}

function stopped(): AppError {
  return new AppError('conflict', 'Stopped before the program ran.');
}
