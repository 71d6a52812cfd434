import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { AppError } from '@snaprun/core/errors';
import { z } from 'zod';

const Ready = z.object({ url: z.url(), python: z.string() });

/** The system under measurement, and the Python that draws. */
export interface System {
  url: string;
  python: string;
  stop(): Promise<void>;
}

/**
 * Boots the system with the command in `EVAL_SYSTEM` (a JSON array): it prints one line of JSON when it is ready and
 * stops when its standard input ends.
 */
export async function startSystem(
  env: NodeJS.ProcessEnv,
  dataDir: string,
  say: (line: string) => void,
): Promise<System> {
  const [program, ...args] = z.array(z.string()).parse(JSON.parse(env.EVAL_SYSTEM || '[]'));
  if (program === undefined)
    throw new AppError('unavailable', 'EVAL_SYSTEM is not set; start this with `npm run eval`.');
  const child = spawn(program, [...args, '--data', dataDir], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  // It may be gone before its input is ended.
  child.stdin.on('error', () => undefined);
  createInterface({ input: child.stderr }).on('line', say);
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('close', () => resolve());
  });
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    ended.then(() => reject(new AppError('unavailable', 'The system could not be started; see above.')));
  });
  const { url, python } = Ready.parse(JSON.parse(line));
  return {
    url,
    python,
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}
