import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export { until } from '../src/until.ts';

const main = join(import.meta.dirname, '../src/main.ts');

export interface Launcher {
  pid: number;
  stdout(): string;
  stderr(): string;
  kill(signal: NodeJS.Signals): void;
  /** The exit code, or the signal that ended it, once its output is complete. */
  ended: Promise<number | string>;
}

/** Starts the launcher as people do, on one data directory; its processes carry the directory in `TMPDIR`. */
export function startLauncher(data: string, args: string[], env: Record<string, string> = {}): Launcher {
  const temporary = join(data, 'tmp');
  mkdirSync(temporary, { recursive: true });
  const { PATH = '', HOME = '', SNAPRUN_PYTHON_HOME = '' } = process.env;
  const child = spawn(process.execPath, [main, '--data', data, ...args], {
    env: { PATH, HOME, SNAPRUN_PYTHON_HOME, TMPDIR: temporary, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<number | string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'unknown'));
  });
  return {
    pid: child.pid ?? 0,
    stdout: () => stdout,
    stderr: () => stderr,
    kill: (signal) => child.kill(signal),
    ended,
  };
}

/** The processes, other than this one, that carry a path in their arguments or environment, as `pid command`. */
export async function processesOf(path: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const found = await Promise.all(
    pids.map(async (pid) => {
      try {
        const command = await readFile(`/proc/${pid}/cmdline`, 'latin1');
        const environment = await readFile(`/proc/${pid}/environ`, 'latin1');
        return `${command}\0${environment}`.includes(path) ? `${pid} ${command.replaceAll('\0', ' ')}` : [];
      } catch {
        return []; // it has ended meanwhile
      }
    }),
  );
  return found.flat();
}
