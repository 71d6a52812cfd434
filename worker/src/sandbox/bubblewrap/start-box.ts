import { Readable, Writable } from 'node:stream';
import type { Box, BoxEnd } from '../box.ts';
import type { Command } from './command.ts';
import { launch } from './launch.ts';
import type { ResourceGroup } from './resource-groups.ts';

const keptComplaint = 8 * 1024;

/** Starts a box, in `group` if there is one. A box that cannot start has ended, with the reason as its complaint. */
export function startBox(command: Command, filter: string | null, group: ResourceGroup | null): Box {
  const child = launch({ command: group?.enter(command) ?? command, filter, env: group?.env });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-keptComplaint);
  });
  // A box that has died refuses its input; how it ended says more than that write error.
  child.stdin.on('error', () => undefined);
  let hasEnded = false;
  const gone = new Promise<void>((resolve) => {
    child.on('error', (error) => {
      complaint ||= error.message;
      resolve();
    });
    child.on('close', () => {
      hasEnded = true;
      resolve();
    });
  });
  const end = async (): Promise<BoxEnd> => {
    await gone;
    const counted = await group?.close();
    return { complaint, ...(counted ?? {}) };
  };
  return {
    input: child.stdin,
    frames: child.stdout,
    ended: end(),
    kill: () => {
      child.stdin.destroy();
      if (child.pid !== undefined && !hasEnded) killGroup(child.pid);
    },
  };
}

/** A box that ended before it began. */
export function failedBox(complaint: string): Box {
  return {
    input: new Writable({ write: (_chunk, _encoding, done) => done() }),
    frames: Readable.from([]),
    ended: Promise.resolve({ complaint }),
    kill: () => undefined,
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
