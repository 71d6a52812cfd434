import { spawn } from 'node:child_process';

export interface CommandResult {
  exitCode: number | null;
  stdout: string;
  /** The last lines it printed on stderr. */
  stderr: string;
}

/** Runs a program to its end. A program that cannot be started has exit code null. New files are readable by all. */
export function runCommand(
  program: string,
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; timeoutMs?: number; signal?: AbortSignal } = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    // Programs run under another uid must be able to read what is installed here, whatever umask we were given.
    const child = spawn('/bin/sh', ['-c', 'umask 022; exec "$@"', 'sh', program, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: options.env ?? process.env,
      timeout: options.timeoutMs ?? 600_000,
      signal: options.signal,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout = (stdout + text).slice(-256 * 1024);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-8 * 1024);
    });
    child.on('error', (error) => resolve({ exitCode: null, stdout, stderr: error.message }));
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr: stderr.trim() }));
  });
}

/** The last line of what a program complained, short enough for a sentence. */
export function lastLine(text: string): string {
  return (text.trim().split('\n').at(-1) ?? '').trim().slice(0, 300);
}
