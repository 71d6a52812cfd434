import { SandboxLimits } from '@snaprun/core/execution';
import { expect, test } from 'vitest';
import { defaultLimits } from '../limits.ts';
import { describeWays, limitsInForce, type Ways } from './limits-in-force.ts';

const best: Ways = {
  stepsAside: true,
  filtersSystemCalls: true,
  groups: { way: 'cgroup v2', holds: { swap: true, processes: true, cpus: true } },
  countsProcesses: true,
  cpus: 8,
};
const sentences = (ways: Partial<Ways>, limits = defaultLimits) =>
  limitsInForce(limits, { ...best, ...ways }).notEnforced;
const withGroups = (holds: Partial<{ swap: boolean; processes: boolean; cpus: boolean }>): Partial<Ways> => ({
  groups: { way: 'cgroup v1', holds: { swap: true, processes: true, cpus: true, ...holds } },
});

test('with everything held only the shared kernel is left to say', () => {
  const limits = limitsInForce(defaultLimits, best);
  expect(SandboxLimits.parse(limits)).toMatchObject({ cpus: 2, memoryBytes: 2 ** 31, processes: 256 });
  expect(limits.notEnforced).toEqual([expect.stringContaining('through a filter of system calls')]);
});

test.each([
  ['no filter', { filtersSystemCalls: false }, 'System calls are not filtered'],
  ['a uid that is shared', { stepsAside: false }, 'have the uid of the worker'],
  ['no groups', { groups: null }, 'watched 20 times a second, not held by the kernel'],
  ['groups that do not count swap', withGroups({ swap: false }), 'Swap is not counted'],
  ['groups that do not hold CPUs', withGroups({ cpus: false }), 'pinned to 2 CPUs'],
  [
    'nobody who counts processes',
    { ...withGroups({ processes: false }), countsProcesses: false },
    'number of processes is not limited',
  ],
])('%s is said', (_what, ways: Partial<Ways>, expected) => {
  expect(sentences(ways).join('\n')).toContain(expected);
  expect(sentences({}).join('\n')).not.toContain(expected);
});

test('what is not held is null', () => {
  const ways = { ...best, ...withGroups({ processes: false, cpus: false }), countsProcesses: false };
  expect(limitsInForce(defaultLimits, ways)).toMatchObject({ cpus: null, processes: null });
});

test('groups hold processes where a uid cannot', () => {
  const limits = { ...defaultLimits, processes: 0 };
  expect(limitsInForce(limits, { ...best, countsProcesses: false }).processes).toBe(256);
});

test('a machine with fewer CPUs than allowed holds by having no more', () => {
  expect(limitsInForce(defaultLimits, { ...best, ...withGroups({ cpus: false }), cpus: 1 }).cpus).toBe(1);
});

test('a job’s own tighter memory limit is said to be watched', () => {
  const tighter = { ...defaultLimits, memoryBytes: 2 ** 28 };
  expect(sentences({}, tighter).join()).toContain('to 2048 MiB together; this tighter limit is watched');
});

test('the log names the way of each limit', () => {
  expect(describeWays(best)).toEqual({
    memory: 'cgroup v2',
    processes: 'cgroup v2',
    systemCalls: 'filtered',
    uid: 'of its own',
  });
  const least = { ...best, stepsAside: false, filtersSystemCalls: false, groups: null };
  expect(describeWays({ ...least, countsProcesses: false })).toMatchObject({
    memory: 'rlimits and a watcher',
    processes: 'not held',
    systemCalls: 'not filtered',
  });
  expect(describeWays(least).processes).toBe('rlimit');
});
