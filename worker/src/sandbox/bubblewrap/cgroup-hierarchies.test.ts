import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { version1, version2 } from './cgroup-hierarchies.ts';

const limits = { memoryBytes: 1000, processes: 10, cpus: 2 };
let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'snaprun-cgroup-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const put = (path: string, text = '') => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const group = (path: string, controllers: string, below: string) => {
  put(join(path, 'cgroup.controllers'), `${controllers}\n`);
  put(join(path, 'cgroup.subtree_control'), `${below}\n`);
};
const parents = (own: string) => [...version2({ root, own }, limits)].map((hierarchy) => hierarchy.parents);

test('a user’s service: groups are made beside its own, where they are counted', () => {
  const service = 'user.slice/user-1000.slice/user@1000.service';
  group('', 'cpu memory pids', 'cpu memory pids');
  group('user.slice', 'cpu memory pids', 'cpu memory pids');
  group('user.slice/user-1000.slice', 'cpu memory pids', 'memory pids');
  group(service, 'memory pids', 'memory pids');
  group(`${service}/app.slice`, 'memory pids', 'memory pids');
  // A link to nowhere takes no write, like a group with processes in it.
  put(`${service}/app.slice/terminal.scope/cgroup.controllers`, 'memory pids\n');
  symlinkSync('/no/such/file', join(root, service, 'app.slice/terminal.scope/cgroup.subtree_control'));
  const found = parents(`0::/${service}/app.slice/terminal.scope\n`);
  expect(found[0]).toEqual([join(root, service, 'app.slice')]);
  expect(found.at(-1)).toEqual([root]);
});

test('controllers that are there but off are turned on', () => {
  group('', 'cpu memory pids', '');
  group('box', 'cpu memory pids', 'pids');
  expect(parents('0::/box\n')).toEqual([[join(root, 'box')], [root]]);
  expect(readFileSync(join(root, 'box/cgroup.subtree_control'), 'utf8')).toBe('+memory');
});

test('a tree without the memory controller, as beside version 1, is of no use', () => {
  group('', 'hugetlb', 'hugetlb');
  expect(parents('0::/\n')).toEqual([]);
});

test('the settings hold memory, swap, processes and CPUs', () => {
  group('', 'memory pids', 'memory pids');
  const [hierarchy] = version2({ root, own: '0::/\n' }, limits);
  expect(hierarchy?.settings.map(({ file, value }) => `${file}=${value}`)).toEqual([
    'memory.max=1000',
    'memory.swap.max=0',
    'pids.max=10',
    'cpu.max=200000 100000',
  ]);
});

const ownV1 = '8:pids:/user.slice\n4:cpu,memory:/user.slice/session\n0::/\n';

test('version 1: the worker’s own groups for memory and for processes', () => {
  put('memory/user.slice/session/cgroup.procs');
  put('pids/user.slice/cgroup.procs');
  const [hierarchy] = version1({ root, own: ownV1 }, limits);
  expect(hierarchy?.parents).toEqual([
    join(root, 'memory/user.slice/session'),
    join(root, 'pids/user.slice'),
  ]);
  expect(hierarchy?.settings.map(({ parent, file }) => `${parent} ${file}`)).toEqual([
    '0 memory.limit_in_bytes',
    '0 memory.memsw.limit_in_bytes',
    '1 pids.max',
  ]);
});

test('version 1 in a container: the mount is the worker’s own group', () => {
  put('memory/cgroup.procs');
  const [hierarchy] = version1({ root, own: ownV1 }, limits);
  expect(hierarchy?.parents).toEqual([join(root, 'memory')]);
  expect(hierarchy?.settings.some(({ file }) => file === 'pids.max')).toBe(false);
});

test('no tree at all gives no way', () => {
  expect(version1({ root, own: '' }, limits)).toEqual([]);
  expect([...version2({ root, own: '' }, limits)]).toEqual([]);
});
