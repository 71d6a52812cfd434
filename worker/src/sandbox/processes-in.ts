import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Processes of this machine in the given pid namespace, as `pid:[4026531836]`; for tests that look for leftovers. */
export function processesIn(namespace: string): string[] {
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readlinkSync(`/proc/${name}/ns/pid`) === namespace && !isOver(name);
    } catch {
      return false; // it has ended, or belongs to somebody else
    }
  });
}

/** Whether it has ended and only waits for the machine's process 1 to take note, which some do every few seconds. */
function isOver(pid: string): boolean {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return /^State:\s*Z/m.test(status) && /^PPid:\s*1$/m.test(status);
}
