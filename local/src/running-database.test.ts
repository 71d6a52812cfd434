import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTicks } from './data-directory.ts';
import { findRunningDatabase } from './running-database.ts';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'snaprun-running-'));
  await mkdir(join(dataDir, 'postgres'));
  await writeFile(join(dataDir, 'secrets.json'), JSON.stringify({ postgresPassword: 'word' }));
});
afterEach(() => rm(dataDir, { recursive: true }));

const holder = async (pid: number, startedTicks: string | null) =>
  writeFile(join(dataDir, 'running.json'), JSON.stringify({ pid, startedTicks, url: null }));
const listening = (port: string) =>
  writeFile(join(dataDir, 'postgres/postmaster.pid'), `123\n/data\n1700000000\n${port}\n\n127.0.0.1\n`);

test('the database of a running system is found by what Postgres wrote', async () => {
  await holder(process.pid, await startTicks(process.pid));
  expect(await findRunningDatabase(dataDir)).toBeNull();
  await listening('54321');
  expect(await findRunningDatabase(dataDir)).toBe('postgres://snaprun:word@127.0.0.1:54321/snaprun');
});

test('nothing is found where no system runs, whatever an earlier one left', async () => {
  await listening('54321');
  expect(await findRunningDatabase(dataDir)).toBeNull();
  await holder(process.pid, '1');
  expect(await findRunningDatabase(dataDir)).toBeNull();
});
