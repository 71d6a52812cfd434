import { spawn } from 'node:child_process';
import type { Box } from '../box.ts';
import type { Command } from './command.ts';

const keptComplaint = 8 * 1024;

/** Starts a box. It never throws: a box that cannot start has ended, with the reason as its complaint. */
export function startBox([program, ...args]: Command): Box {
  // A session of its own: a Ctrl-C meant for the worker must not reach a program whose job may still finish.
  const child = spawn(program, args, { stdio: 'pipe', env: {}, cwd: '/', detached: true });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-keptComplaint);
  });
  // A box that has died refuses its input; how it ended says more than that write error.
  child.stdin.on('error', () => undefined);
  const ended = new Promise<{ complaint: string }>((resolve) => {
    child.on('error', (error) => resolve({ complaint: error.message }));
    child.on('close', () => resolve({ complaint }));
  });
  return {
    input: child.stdin,
    frames: child.stdout,
    ended,
    kill: () => {
      child.kill('SIGKILL');
    },
  };
}
