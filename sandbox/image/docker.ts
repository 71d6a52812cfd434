import { spawn } from 'node:child_process';

/** Why there is no image, as a sentence with what to do. */
export class ImageTrouble extends Error {}

export interface CommandOptions {
  timeoutMs: number;
  /** Pass on what the command says instead of keeping it for its error. */
  show?: boolean;
}

/** Runs the `docker` program, which knows the contexts and the daemon of whoever calls; what it printed. */
export async function docker(args: readonly string[], options: CommandOptions): Promise<string> {
  const { exitCode, stdout, stderr, timedOut } = await run('docker', args, options);
  if (exitCode === 0) return stdout;
  const said = `${stdout}\n${stderr}`.trim().split('\n').slice(-30).join('\n');
  const seconds = Math.round(options.timeoutMs / 1000);
  const why = timedOut ? `did not end within ${seconds} s` : 'failed';
  throw new ImageTrouble(`\`docker ${args[0]}\` ${why}${options.show ? '.' : `:\n${said}`}`);
}

/** Throws a sentence unless a daemon answers. */
export async function requireDaemon(): Promise<void> {
  const { exitCode, stderr } = await run('docker', ['version', '--format', '{{.Server.Version}}'], {
    timeoutMs: 15_000,
  });
  if (exitCode === 0) return;
  if (exitCode === 127)
    throw new ImageTrouble('The docker program is not installed; on Debian: sudo apt-get install docker.io');
  const line = stderr.trim().split('\n').at(-1) || 'it did not answer within 15 s';
  throw new ImageTrouble(`No Docker daemon answers: ${line}\nStart it, or set DOCKER_HOST to one that runs.`);
}

export interface CommandResult {
  /** 127 when there is no such program. */
  exitCode: number | null;
  stdout: string;
  stderr: string;
  timedOut: boolean;
}

/** Runs a program to its end; killed when its time is up. */
export function run(
  program: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  const child = spawn(program, args, {
    stdio: ['ignore', options.show ? 'inherit' : 'pipe', options.show ? 'inherit' : 'pipe'],
    timeout: options.timeoutMs,
    killSignal: 'SIGKILL',
  });
  let [stdout, stderr] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      resolve({
        exitCode: error.code === 'ENOENT' ? 127 : 126,
        stdout,
        stderr: error.message,
        timedOut: false,
      }),
    );
    child.once('close', (exitCode, signal) =>
      resolve({ exitCode, stdout, stderr, timedOut: signal === 'SIGKILL' }),
    );
  });
}
