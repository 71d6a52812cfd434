import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Hierarchy, Setting } from './cgroup.ts';
import type { GroupLimits } from './resource-groups.ts';

/** What a process is told of its groups: the mount, and its own /proc/self/cgroup. */
export interface CgroupMount {
  root: string;
  own: string;
}

export const cgroupMount = (): CgroupMount => ({
  root: '/sys/fs/cgroup',
  own: existsSync('/proc/self/cgroup') ? readFileSync('/proc/self/cgroup', 'utf8') : '',
});

/**
 * The places of the version 2 tree where groups could be made: our own group and those above it, nearest
 * first, where memory and processes are counted for groups below. Looking at one may turn that on.
 *
 * A group with processes in it cannot count for groups below; so beside ours is the usual place, inside it
 * only when a service was given a group of its own that we are not directly in.
 */
export function* version2({ root, own }: CgroupMount, limits: GroupLimits): Generator<Hierarchy> {
  const path = /^0::(\/.*)$/m.exec(own)?.[1];
  if (path === undefined || !existsSync(join(root, 'cgroup.controllers'))) return;
  const settings: Setting[] = [
    { parent: 0, file: 'memory.max', value: `${limits.memoryBytes}`, holds: 'memory' },
    { parent: 0, file: 'memory.swap.max', value: '0', holds: 'swap' },
    { parent: 0, file: 'pids.max', value: `${limits.processes}`, holds: 'processes' },
    { parent: 0, file: 'cpu.max', value: `${limits.cpus * 100_000} 100000`, holds: 'cpus' },
  ];
  const kinds = { peak: 'memory.peak', events: 'memory.events', kill: 'cgroup.kill' };
  for (const parent of upwards(path).map((group) => resolve(root, `.${group}`)))
    if (existsSync(parent) && countsBelow(parent))
      yield { way: 'cgroup v2', parents: [parent], settings, ...kinds };
}

/** Whether groups below are held to memory and processes; turns that on where it is off and we may. */
function countsBelow(folder: string): boolean {
  const words = (file: string) => {
    const path = join(folder, file);
    return existsSync(path) ? readFileSync(path, 'utf8').trim().split(/\s+/) : [];
  };
  const missing = ['memory', 'pids'].filter((name) => !words('cgroup.subtree_control').includes(name));
  if (missing.length === 0) return true;
  if (missing.some((name) => !words('cgroup.controllers').includes(name))) return false;
  try {
    writeFileSync(join(folder, 'cgroup.subtree_control'), missing.map((name) => `+${name}`).join(' '));
    return true;
  } catch {
    return false; // it has processes in it, or is not ours
  }
}

/** The version 1 trees for memory and processes, where this worker's own groups are; [] where there are none. */
export function version1({ root, own }: CgroupMount, limits: GroupLimits): Hierarchy[] {
  const parents = ['memory', 'pids'].map((controller) => {
    const path = new RegExp(`^\\d+:(?:[^:]*,)?${controller}(?:,[^:]*)?:(/.*)$`, 'm').exec(own)?.[1];
    const mount = join(root, controller);
    // A container sees its own group as the root of the tree, but is told the host's name for it.
    return [join(mount, path ?? ''), mount].find((folder) => existsSync(join(folder, 'cgroup.procs')));
  });
  const [memory, pids] = parents;
  if (memory === undefined) return [];
  const settings: Setting[] = [
    { parent: 0, file: 'memory.limit_in_bytes', value: `${limits.memoryBytes}`, holds: 'memory' },
    { parent: 0, file: 'memory.memsw.limit_in_bytes', value: `${limits.memoryBytes}`, holds: 'swap' },
    { parent: 1, file: 'pids.max', value: `${limits.processes}`, holds: 'processes' },
  ];
  return [
    {
      way: 'cgroup v1',
      parents: pids === undefined ? [memory] : [memory, pids],
      settings: pids === undefined ? settings.filter(({ parent }) => parent === 0) : settings,
      peak: 'memory.max_usage_in_bytes',
      events: 'memory.oom_control',
      kill: null,
    },
  ];
}

/** `/a/b` → `/a/b`, `/a`, `/`. */
function upwards(path: string): string[] {
  return path === '/' ? ['/'] : [path, ...upwards(dirname(path))];
}
