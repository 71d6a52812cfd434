import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Command } from './command.ts';
import type { GroupEnd, ResourceGroup, ResourceGroups } from './resource-groups.ts';

/** Where the groups of boxes are made, and what is written into each. */
export interface Hierarchy {
  way: ResourceGroups['way'];
  /** The folders to make a group in; several where controllers have trees of their own. The first counts memory. */
  parents: readonly string[];
  settings: readonly Setting[];
  /** Files of the first folder: the highest use so far, and how often the kernel killed for memory. */
  peak: string;
  events: string;
  /** A file that ends everything in a group, if there is one. */
  kill: string | null;
}

export interface Setting {
  /** Index of `parents`. */
  parent: number;
  file: string;
  value: string;
  /** What it holds; `memory` must be accepted, the others may be missing. */
  holds: 'memory' | 'swap' | 'processes' | 'cpus';
}

/** Joins the groups whose files come before `--`, then becomes what comes after it. */
const joinAndRun = 'while [ "$1" != -- ]; do echo 0 > "$1" || exit 125; shift; done; shift; exec "$@"';
/** A group can be removed a moment after its last process has gone. */
const removalWaitsMs = [0, 2, 10, 30, 100, 300, 1000];
let made = 0;

/** Groups in a hierarchy; throws if a group cannot be made there or does not take the memory limit. */
export function createCgroups(
  hierarchy: Hierarchy,
  remove: (folder: string) => void = rmdirSync,
): ResourceGroups {
  const { way, parents, settings, peak, events, kill } = hierarchy;
  for (const parent of parents) sweep(parent, remove);

  const make = (): { folders: string[]; held: Set<Setting['holds']> } => {
    made += 1;
    const name = `snaprun-${process.pid}-${made}`;
    const folders: string[] = [];
    const held = new Set<Setting['holds']>();
    try {
      for (const parent of parents) {
        mkdirSync(join(parent, name));
        folders.push(join(parent, name));
      }
      for (const { parent, file, value, holds } of settings) {
        const isWritten = attempt(
          () => writeFileSync(join(folders[parent] ?? '', file), value),
          holds !== 'memory',
        );
        if (isWritten) held.add(holds);
      }
    } catch (error) {
      for (const folder of folders) attempt(() => remove(folder), true);
      throw error;
    }
    return { folders, held };
  };

  const trial = make();
  for (const folder of trial.folders) remove(folder);
  const has = (what: Setting['holds']) => trial.held.has(what);

  return {
    way,
    trial: ['/bin/true'],
    holds: { swap: has('swap'), processes: has('processes'), cpus: has('cpus') },
    create(): ResourceGroup {
      const { folders } = make();
      const [counting = ''] = folders;
      const doors = folders.map((folder) => join(folder, 'cgroup.procs'));
      return {
        env: {},
        enter: (command): Command => ['/bin/sh', '-c', joinAndRun, 'sh', ...doors, '--', ...command],
        async close(): Promise<GroupEnd> {
          const end = {
            outOfMemory: (number(/^oom_kill (\d+)$/m, join(counting, events)) ?? 0) > 0,
            peakMemoryBytes: number(/^(\d+)$/m, join(counting, peak)),
          };
          if (kill !== null) attempt(() => writeFileSync(join(counting, kill), '1'), true);
          let left = folders;
          for (const waitMs of removalWaitsMs) {
            await setTimeout(waitMs);
            left = left.filter((folder) => !attempt(() => remove(folder), true));
            if (left.length === 0) break;
          }
          return end;
        },
      };
    },
  };
}

/** Whether it worked; what may not fail throws instead. */
function attempt(act: () => void, mayFail: boolean): boolean {
  try {
    act();
    return true;
  } catch (error) {
    if (mayFail) return false;
    throw error;
  }
}

function number(pattern: RegExp, file: string): number | null {
  try {
    const found = pattern.exec(readFileSync(file, 'utf8'))?.[1];
    return found === undefined ? null : Number(found);
  } catch {
    return null; // this kernel does not count it
  }
}

/** Removes the empty groups of workers that were killed. */
function sweep(parent: string, remove: (folder: string) => void): void {
  for (const name of readdirSync(parent)) {
    const owner = /^snaprun-(\d+)-\d+$/.exec(name)?.[1];
    if (owner !== undefined && !isAlive(Number(owner))) attempt(() => remove(join(parent, name)), true);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
