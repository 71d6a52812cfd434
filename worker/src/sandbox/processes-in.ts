import { readdirSync, readlinkSync } from 'node:fs';

/** Processes of this machine in the given pid namespace, as `pid:[4026531836]`; for tests that look for leftovers. */
export function processesIn(namespace: string): string[] {
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readlinkSync(`/proc/${name}/ns/pid`) === namespace;
    } catch {
      return false; // it has ended, or belongs to somebody else
    }
  });
}
