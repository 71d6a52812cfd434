import { spawn } from 'node:child_process';
import type { Box } from '../box.ts';
import type { Command } from './command.ts';

const keptComplaint = 8 * 1024;

/** Starts a box. It never throws: a box that cannot start has ended, with the reason as its complaint. */
export function startBox([program, ...args]: Command): Box {
  // A session of its own: there is no terminal to reach, a Ctrl-C meant for the worker does not end a program
  // whose job may still finish, and one signal reaches every process that bubblewrap has started so far.
  const child = spawn(program, args, { stdio: 'pipe', env: {}, cwd: '/', detached: true });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-keptComplaint);
  });
  // A box that has died refuses its input; how it ended says more than that write error.
  child.stdin.on('error', () => undefined);
  let hasEnded = false;
  const ended = new Promise<{ complaint: string }>((resolve) => {
    child.on('error', (error) => resolve({ complaint: error.message }));
    child.on('close', () => {
      hasEnded = true;
      resolve({ complaint });
    });
  });
  return {
    input: child.stdin,
    frames: child.stdout,
    ended,
    kill: () => {
      child.stdin.destroy();
      if (child.pid !== undefined && !hasEnded) killGroup(child.pid);
    },
  };
}

/**
 * Kills the whole group, not bubblewrap alone: killed while it is starting, it would leave a child behind
 * that waits for it for ever.
 */
function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    // Everybody in the group has ended already, and the close event is on its way.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
