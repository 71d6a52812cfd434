import { spawn } from 'node:child_process';
import { AppError } from '@snaprun/core/errors';

/** A line of the host's answers; 300 findings of each kind stay far below it. */
const maxAnswerBytes = 2_000_000;
const maxStderrCharacters = 2_000;

export interface HostProcess {
  readonly pid: number;
  /** Sends one line and returns the next line's JSON. Rejects when the process dies or does not answer in time. */
  ask(message: unknown, timeoutMs: number): Promise<unknown>;
  kill(): void;
  readonly exited: Promise<void>;
}

/**
 * Starts `python` on a script that answers one JSON line to each JSON line; one question at a time.
 *
 * `onExit` runs before any waiting question is rejected, so that whoever asked can already ask a successor.
 */
export function spawnHostProcess(python: string, script: string, onExit: () => void): HostProcess {
  // Isolated mode: no PYTHON* variables, no user packages, nothing from the current folder; no secrets in its reach.
  const child = spawn(python, ['-I', '-B', '-X', 'utf8', script], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { LANG: 'C.UTF-8' },
    cwd: '/',
  });
  let waiting: { resolve: (line: string) => void; reject: (error: Error) => void } | undefined;
  let received = '';
  let stderr = '';
  let ended = false;
  let finished = () => {};
  const exited = new Promise<void>((resolve) => {
    finished = resolve;
  });

  const kill = () => {
    if (!ended) child.kill('SIGKILL');
  };
  const end = (why: string) => {
    if (ended) return;
    ended = true;
    onExit();
    waiting?.reject(new AppError('unavailable', `The critic's Python process ${why}. ${stderr}`.trim()));
    waiting = undefined;
    finished();
  };
  child.on('error', (error) => end(`could not be started: ${error.message}`));
  child.on('exit', (code, signal) => end(signal ? `was ended by ${signal}` : `ended with code ${code}`));
  // A write to a process that has just died fails here; its 'exit' says the rest.
  child.stdin.on('error', kill);
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    received += chunk;
    const newline = received.indexOf('\n');
    if (received.length > maxAnswerBytes || (newline >= 0 && !waiting)) return kill();
    if (newline < 0) return;
    waiting?.resolve(received.slice(0, newline));
    waiting = undefined;
    received = received.slice(newline + 1);
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr = `${stderr}${chunk}`.slice(-maxStderrCharacters);
  });

  return {
    pid: child.pid ?? -1,
    exited,
    kill,
    async ask(message, timeoutMs) {
      if (ended) throw new AppError('unavailable', "The critic's Python process has ended.");
      const line = new Promise<string>((resolve, reject) => {
        waiting = { resolve, reject };
      });
      const timer = setTimeout(kill, timeoutMs);
      try {
        child.stdin.write(`${JSON.stringify(message)}\n`);
        return JSON.parse(await line);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
