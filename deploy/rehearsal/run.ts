import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

export interface RunOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  input?: string;
  /** Shows what it says while it works. */
  show?: boolean;
  withinMs?: number;
}

/** Runs a program to its end and gives what it wrote; throws with its last words when it fails or takes too long. */
export async function run(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const { cwd, env, input, show = false, withinMs = 600_000 } = options;
  const child = spawn(program, args, {
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', show ? 'inherit' : 'pipe'],
    signal: AbortSignal.timeout(withinMs),
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
  });
  child.stdin?.end(input);
  const failed = once(child, 'close').then(([code]) => code as number | null);
  const [out, complaint, code] = await Promise.all([
    child.stdout ? text(child.stdout) : '',
    child.stderr ? text(child.stderr) : '',
    failed,
  ]);
  if (code === 0) return out.trim();
  const words = (complaint || out).trim().split('\n').slice(-15).join('\n');
  throw new Error(`${program} ${args.slice(0, 6).join(' ')} ended with ${code}:\n${words}`);
}
