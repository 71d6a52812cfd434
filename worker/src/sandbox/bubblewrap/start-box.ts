import { Readable, Writable } from 'node:stream';
import type { Box, BoxEnd } from '../box.ts';
import type { Command } from './command.ts';
import { firstInside } from './first-inside.ts';
import { launch } from './launch.ts';
import type { ResourceGroup } from './resource-groups.ts';

const keptComplaint = 8 * 1024;
/** How long bubblewrap may take to end after the first process inside has been killed. */
const graceMs = 200;

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
      if (child.pid === undefined || hasEnded) return;
      const first = firstInside(child.pid);
      if (first === undefined) return killGroup(child.pid);
      // bubblewrap collects it and ends. Killed together, it would be left to the machine's first process, and stay a
      // zombie for as long as that one takes.
      send(first);
      const late = setTimeout(killGroup, graceMs, child.pid);
      gone.then(() => clearTimeout(late));
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

/** bubblewrap alone is not enough: killed while it is starting, it would leave a child that waits for it for ever. */
function killGroup(leader: number): void {
  send(-leader);
}

function send(target: number): void {
  try {
    process.kill(target, 'SIGKILL');
  } catch (error) {
    // It has ended already, and the close event is on its way.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
