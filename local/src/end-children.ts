import { readdir, readFile } from 'node:fs/promises';

/**
 * Ends what a boot that is broken off has under way (an installer, initdb, a build) and would outlive this process.
 *
 * `except` are services: they end in an order of their own.
 */
export async function endChildren(except: readonly number[]): Promise<void> {
  for (const task of await readdir('/proc/self/task')) {
    const children = await readFile(`/proc/self/task/${task}/children`, 'utf8').catch(() => ''); // that thread ended
    for (const pid of children.split(' ').map(Number)) {
      if (pid > 0 && !except.includes(pid)) terminate(pid, 'SIGTERM');
    }
  }
}

/** Sends a signal to a process; one that has ended meanwhile is what was wanted. */
export function terminate(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // it has ended by itself
  }
}
