import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The control groups that this process made for its sandboxes and that are still there. */
export function leftCgroups(
  pid = process.pid,
  root = '/sys/fs/cgroup',
  own = read('/proc/self/cgroup'),
): string[] {
  const folders = new Set<string>();
  for (const [, controllers = '', path = '/'] of own.matchAll(/^\d+:([^:]*):(\/.*)$/gm)) {
    const mounts = [...controllers.split(','), controllers, 'unified', ''].map((name) => join(root, name));
    for (let group = path; ; group = dirname(group)) {
      for (const mount of mounts) folders.add(join(mount, group));
      if (group === '/') break;
    }
  }
  return [...folders].flatMap((folder) =>
    children(folder)
      .filter((name) => name.startsWith(`snaprun-${pid}-`))
      .map((name) => `control group ${join(folder, name)}`),
  );
}

function children(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // no such tree on this machine
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // a kernel without control groups
  }
}
