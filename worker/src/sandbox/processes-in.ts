import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What the kernel counts the start of a process in. */
const ticksPerSecond = 100;

/**
 * Processes of this machine in the given pid namespace, as `pid:[4026531836]`; for tests that look for leftovers.
 *
 * The kernel gives the number of a namespace that is over to the next one, so `inUseAt` (seconds since the machine
 * started) says which is meant: one whose first process was there by then.
 */
export function processesIn(namespace: string, inUseAt: number): string[] {
  const found = readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readlinkSync(`/proc/${name}/ns/pid`) === namespace && !isOver(name);
    } catch {
      return false; // it has ended, or belongs to somebody else
    }
  });
  // Without its first process nobody stays in a namespace, and none of those inside began before it.
  const began = Math.min(...found.map(startOf));
  return began <= inUseAt ? found : [];
}

/** Whether it has ended and only waits for the machine's process 1 to take note, which some do every few seconds. */
function isOver(pid: string): boolean {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return /^State:\s*Z/m.test(status) && /^PPid:\s*1$/m.test(status);
}

/** Seconds since the machine started, by proc_pid_stat(5); infinite when it has ended meanwhile. */
function startOf(pid: string): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [start] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(19);
    return Number(start) / ticksPerSecond;
  } catch {
    return Infinity;
  }
}
