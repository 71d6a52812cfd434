import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findRunning, startTicks, takeDataDirectory } from './data-directory.ts';

let home: string;
let path: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'snaprun-data-'));
  path = join(home, 'data');
});
afterEach(() => rm(home, { recursive: true }));

describe('a data directory', () => {
  test('is held by one start at a time, which the second is told in a sentence', async () => {
    const data = await takeDataDirectory(path);
    await expect(takeDataDirectory(path)).rejects.toThrow(
      `Snaprun already runs on ${path} (process ${process.pid}). Stop it, or give another directory with --data.`,
    );
    await data.announce('http://127.0.0.1:4400');
    await expect(takeDataDirectory(path)).rejects.toThrow(/ at http:\/\/127\.0\.0\.1:4400 \(process/);
    expect(await findRunning(path)).toMatchObject({ pid: process.pid, url: 'http://127.0.0.1:4400' });
    await data.release();
    expect(await findRunning(path)).toBeNull();
    await (await takeDataDirectory(path)).release();
    expect((await readdir(path)).sort()).toEqual(['logs', 'pids', 'secrets.json']);
  });

  test('of two starts at the same moment one gets it', async () => {
    const both = await Promise.allSettled([takeDataDirectory(path), takeDataDirectory(path)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('of many starts at the same moment one takes the place of a holder that is gone', async () => {
    await (await takeDataDirectory(path)).release();
    for (let round = 0; round < 5; round++) {
      await writeFile(join(path, 'running.json'), '{"pid": 1');
      const all = await Promise.allSettled(Array.from({ length: 12 }, () => takeDataDirectory(path)));
      expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    }
  });

  test.each([
    ['a process that is gone', () => JSON.stringify({ pid: gonePid(), startedTicks: '1', url: null })],
    ['a pid that was given out again', () => JSON.stringify({ pid: 1, startedTicks: 'other', url: null })],
    ['a file that was cut off', () => '{"pid": 1'],
  ])('is taken over from %s', async (_what, holder) => {
    await (await takeDataDirectory(path)).release();
    await writeFile(join(path, 'running.json'), holder());
    expect(await findRunning(path)).toBeNull();
    await takeDataDirectory(path);
    expect(await findRunning(path)).toMatchObject({ pid: process.pid });
  });

  test('keeps its secrets from one start to the next, for its owner alone', async () => {
    const first = await takeDataDirectory(path);
    await first.release();
    const second = await takeDataDirectory(path);
    expect(second.secrets).toEqual(first.secrets);
    expect((await stat(join(path, 'secrets.json'))).mode & 0o777).toBe(0o600);
  });

  test.each([
    ['cut off', async (text: string) => text.slice(0, 100)],
    ['without a key', async (text: string) => text.replace('PRIVATE KEY', 'PUBLIC KEY')],
  ])('with secrets that are %s says which file is damaged, and is free again', async (_how, damage) => {
    await (await takeDataDirectory(path)).release();
    const file = join(path, 'secrets.json');
    await writeFile(file, await damage(await readFile(file, 'utf8')));
    await expect(takeDataDirectory(path)).rejects.toThrow(
      `${file} is damaged. Restore it, or start on another directory with --data.`,
    );
    expect(await findRunning(path)).toBeNull();
  });

  test('that cannot be made is named with what to do', async () => {
    await writeFile(path, 'a file');
    await expect(takeDataDirectory(path)).rejects.toThrow(
      /^The data directory .* cannot be used: .*Choose another with --data\.$/,
    );
  });
});

test('a process has one start, and none once it is gone', async () => {
  expect(await startTicks(process.pid)).toMatch(/^\d+$/);
  expect(await startTicks(process.pid)).toBe(await startTicks(process.pid));
  expect(await startTicks(gonePid())).toBeNull();
});

function gonePid(): number {
  return spawnSync('true').pid;
}
