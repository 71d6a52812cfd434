import { AppError } from '@snaprun/core/errors';
import { expect, test } from 'vitest';
import { createInMemoryDriver } from '../in-memory-driver.ts';
import { type AbuseRow, abuseTable, whatIsWrong } from './abuse.ts';
import { benchTable } from './bench.ts';
import { describeSoak, runSoak } from './soak.ts';
import { soakJobs } from './soak-jobs.ts';
import { nameOf, waysHere } from './ways.ts';

const signal = new AbortController().signal;
const driver = (execution = {}) => createInMemoryDriver([{ execution }]);

async function resultOf(execution: object, files: string[] = []) {
  const bytes = Buffer.from('x');
  const scripted = { execution, files: files.map((name) => ({ name, bytes, mediaType: 'text/csv' })) };
  return createInMemoryDriver([scripted]).run({ code: '', inputPng: null }, signal).result;
}

test('what came of a program is held against its status, its words and its files', async () => {
  const wanted = { statuses: ['ok', 'error'], says: /^no$/m, files: ['a.csv'] };
  expect(whatIsWrong(await resultOf({ stdout: 'no\n' }, ['a.csv']), wanted)).toBeNull();
  expect(whatIsWrong(await resultOf({ status: 'timeout' }), wanted)).toBe('timeout instead of ok or error');
  expect(whatIsWrong(await resultOf({ stdout: 'yes\n' }, ['a.csv']), wanted)).toBe('said "yes"');
  expect(whatIsWrong(await resultOf({ stdout: 'no\n' }), wanted)).toBe('left no file instead of a.csv');
});

test('the table has a row a program and three columns a way', () => {
  const row = (way: string, more: Partial<AbuseRow>): AbuseRow => ({
    ...{ program: 'network/names', way, status: 'ok', unexpected: null, ms: 7, leftovers: [] },
    ...more,
  });
  const rows = [
    row('docker/runc', {}),
    row('bubblewrap', { unexpected: 'said "yes"', ms: 1200, leftovers: ['x'] }),
  ];
  expect(
    abuseTable(rows)
      .split('\n')
      .map((line) => line.split(/ {2,}/)),
  ).toEqual([
    ['program', 'docker/runc', 'took', 'left', 'bubblewrap', 'took', 'left'],
    ['network/names', 'ok', '7 ms', '0', '✗', '1200 ms', '1'],
  ]);
});

test('the measurements are a Markdown table with the ratios', () => {
  const row = { program: 'print(1)', way: 'docker/runc', warmMs: 20, coldMs: 200, dockerRunMs: 500 } as const;
  expect(benchTable([row]).split('\n').at(-1)).toBe(
    '| print(1) | docker/runc | 20.0 ms | 200 ms | 500 ms | 1/25.0 | 1/10.0 |',
  );
});

test('ways that do not work here are told with the reason, and none at all is trouble', async () => {
  const open = async ({ driver: name }: { driver: string }) => {
    if (name === 'docker') throw new AppError('unavailable', 'No Docker daemon answers.');
    return driver();
  };
  const here = await waysHere({ driver: 'auto', runtime: null }, open);
  expect(here.ways.map(nameOf)).toEqual(['bubblewrap']);
  expect(here.missing.map(({ way, why }) => [nameOf(way), why])).toEqual([
    ['docker/runsc', 'No Docker daemon answers.'],
    ['docker/runc', 'No Docker daemon answers.'],
  ]);
  await expect(waysHere({ driver: 'docker', runtime: 'runc' }, open)).rejects.toThrow(
    'No Docker daemon answers.',
  );
});

test('one job in four is hostile, and no two honest neighbours have the same answer', () => {
  const jobs = soakJobs(200);
  expect(jobs.filter(({ name }) => name.includes('/'))).toHaveLength(50);
  const honest = jobs.filter(({ name }) => !name.includes('/'));
  expect(new Set(honest.map(({ job }) => job.code)).size).toBe(150);
});

test('a result that is not the job’s own is found', async () => {
  const said: string[] = [];
  const options = {
    jobs: 8,
    pool: 2,
    others: async () => [],
    say: (line: string) => said.push(line),
    signal,
  };
  const report = await runSoak({ ...options, open: async () => driver({ stdout: '0\n', exitCode: 0 }) });
  expect(report.jobs).toBe(8);
  expect(report.wrong.length).toBeGreaterThan(3);
  expect(said.some((line) => line.startsWith('✗ plot: said'))).toBe(true);
  expect(describeSoak(report)).toContain(`${report.wrong.length} wrong`);
  expect(describeSoak(report)).toContain('left on this machine: nothing');
});
