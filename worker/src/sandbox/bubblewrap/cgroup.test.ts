import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCgroups, type Hierarchy } from './cgroup.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'snaprun-cgroup-'));
  mkdirSync(join(root, 'memory'));
  mkdirSync(join(root, 'pids'));
});
afterEach(() => rmSync(root, { recursive: true }));

const remove = (folder: string) => rmSync(folder, { recursive: true });
const hierarchy = (): Hierarchy => ({
  way: 'cgroup v1',
  parents: [join(root, 'memory'), join(root, 'pids')],
  settings: [
    { parent: 0, file: 'limit', value: '1000', holds: 'memory' },
    { parent: 0, file: 'no/such/file', value: '0', holds: 'swap' },
    { parent: 1, file: 'pids.max', value: '10', holds: 'processes' },
  ],
  peak: 'peak',
  events: 'events',
  kill: 'kill',
});
const groupsIn = (folder: string) => readdirSync(join(root, folder));
const only = (folder: string, file: string) => join(root, folder, groupsIn(folder)[0] ?? '', file);

test('a group has its limits before anything is in it, and what was not taken is known', () => {
  const groups = createCgroups(hierarchy(), remove);
  expect(groupsIn('memory')).toEqual([]);
  expect(groups.holds).toEqual({ swap: false, processes: true, cpus: false });
  groups.create();
  expect(readFileSync(only('memory', 'limit'), 'utf8')).toBe('1000');
  expect(readFileSync(only('pids', 'pids.max'), 'utf8')).toBe('10');
});

test('a command joins every group before it begins, and keeps its arguments', () => {
  const group = createCgroups(hierarchy(), remove).create();
  const [program, ...args] = group.enter(['/bin/echo', 'a b', '$HOME', '--']);
  expect(execFileSync(program, args, { encoding: 'utf8' })).toBe('a b $HOME --\n');
  // 0 stands for whoever writes it.
  for (const folder of ['memory', 'pids'])
    expect(readFileSync(only(folder, 'cgroup.procs'), 'utf8')).toBe('0\n');
});

test('a command that cannot join does not run', () => {
  const group = createCgroups(hierarchy(), remove).create();
  mkdirSync(only('pids', 'cgroup.procs'));
  const [program, ...args] = group.enter(['/bin/echo', 'ran']);
  expect(() => execFileSync(program, args, { stdio: 'pipe' })).toThrow('cgroup.procs');
});

test('at its end a group tells what was counted, ends what is left and is removed', async () => {
  const group = createCgroups(hierarchy(), remove).create();
  writeFileSync(only('memory', 'peak'), '123456\n');
  writeFileSync(only('memory', 'events'), 'low 0\nmax 7\noom 2\noom_kill 1\n');
  expect(await group.close()).toEqual({ outOfMemory: true, peakMemoryBytes: 123456 });
  expect([groupsIn('memory'), groupsIn('pids')]).toEqual([[], []]);
});

test('a kernel that counts nothing leaves the figures open', async () => {
  const group = createCgroups(hierarchy(), remove).create();
  expect(await group.close()).toEqual({ outOfMemory: false, peakMemoryBytes: null });
});

test('removal is tried again while the last process is still going', async () => {
  let refusals = 2;
  const groups = createCgroups(hierarchy(), (folder) => {
    if (existsSync(join(folder, 'busy')) && refusals > 0) {
      refusals -= 1;
      throw new Error('EBUSY');
    }
    remove(folder);
  });
  const group = groups.create();
  writeFileSync(only('memory', 'busy'), '');
  const closedAt = performance.now();
  await group.close();
  expect([groupsIn('memory'), groupsIn('pids'), refusals]).toEqual([[], [], 0]);
  expect(performance.now() - closedAt).toBeLessThan(1000);
});

test('a group that does not take its memory limit is none, and leaves nothing', () => {
  const refusing = hierarchy();
  const settings = [{ parent: 0, file: 'no/limit', value: '1', holds: 'memory' as const }];
  expect(() => createCgroups({ ...refusing, settings }, remove)).toThrow('ENOENT');
  expect(groupsIn('memory')).toEqual([]);
});

test('groups of workers that are dead are swept, those of living ones and others stay', () => {
  const ended = 2 ** 22 + 1; // beyond the largest pid there is
  for (const name of [`snaprun-${ended}-1`, `snaprun-${process.pid}-99999`, 'docker'])
    mkdirSync(join(root, 'memory', name));
  createCgroups(hierarchy(), remove);
  expect(groupsIn('memory')).toEqual(['docker', `snaprun-${process.pid}-99999`]);
});

/** A version 2 tree of this machine that we may make groups in, or null; beside version 1 it counts no memory. */
function realTree(): string | null {
  const trees = ['/sys/fs/cgroup', '/sys/fs/cgroup/unified'];
  for (const tree of trees.filter((folder) => existsSync(join(folder, 'cgroup.procs')))) {
    try {
      mkdirSync(join(tree, `snaprun-test-${process.pid}`));
      rmdirSync(join(tree, `snaprun-test-${process.pid}`));
      return tree;
    } catch {
      // not ours to write
    }
  }
  return null;
}

const tree = realTree();
if (tree === null) {
  test.skip('the kernel’s own tree: this machine has no version 2 tree that we may write', () => undefined);
} else {
  test('in the kernel’s own tree a command is in its group, and a stray it leaves ends with the group', async () => {
    const own = { ...hierarchy(), parents: [tree], settings: [], kill: 'cgroup.kill' };
    const group = createCgroups(own).create();
    const stray = 'sleep 60 > /dev/null 2>&1 & echo $!; grep ^0:: /proc/self/cgroup';
    const [program, ...args] = group.enter(['/bin/sh', '-c', stray]);
    const [pid = '', where = ''] = execFileSync(program, args, { encoding: 'utf8' }).trim().split('\n');
    expect(where).toMatch(/^0::.*\/snaprun-\d+-\d+$/);
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    await group.close();
    expect(existsSync(join(tree, where.split('/').at(-1) ?? ''))).toBe(false);
    await expect.poll(() => existsSync(`/proc/${pid}/exe`)).toBe(false);
  });
}
