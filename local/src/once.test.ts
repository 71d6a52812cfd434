import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { processesOf, startLauncher, until } from '../testing/launcher.ts';
import { findRunning } from './data-directory.ts';

const samples = join(import.meta.dirname, '../samples');
const sample = (name: string) => join(samples, name);
const hasPython = Boolean(process.env.SNAPRUN_PYTHON_HOME);
if (!hasPython) process.stderr.write('Skipped: runs of --once need Python.\n');

let home: string;
let data: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'snaprun-once-'));
  data = join(home, 'data');
});
afterAll(() => rm(home, { recursive: true, force: true }));

async function once(args: string[], env: Record<string, string> = {}) {
  const launcher = startLauncher(data, ['--once', ...args], env);
  const code = await launcher.ended;
  return { code, stdout: launcher.stdout(), stderr: launcher.stderr() };
}

async function expectNothingLeft() {
  expect(await processesOf(data)).toEqual([]);
  expect(await findRunning(data)).toBeNull();
}

describe('a picture that cannot be used ends with 2 and one sentence, before anything starts', () => {
  const png = (width: number, height: number) => {
    const header = Buffer.alloc(33);
    header.write('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1');
    header.writeUInt32BE(width, 16);
    header.writeUInt32BE(height, 20);
    return header;
  };
  const cases: [string, Buffer | null, RegExp][] = [
    ['missing.png', null, /^There is no file .*missing\.png\. Check the path of the picture\.\n$/],
    ['.', null, /^.* is a folder\. Give the path of a PNG or JPEG picture\.\n$/],
    ['empty.png', Buffer.alloc(0), /^.*empty\.png is empty\. Give a PNG or JPEG picture\.\n$/],
    [
      'paper.png',
      Buffer.from('%PDF-1.7\n'),
      /^.*paper\.png: This file is a PDF\. Upload a PNG or JPEG .*\n$/,
    ],
    ['huge.png', png(100_000, 100_000), /^.*100000 × 100000 pixels \(10000 megapixels\).*\n$/],
    ['/dev/zero', null, /^\/dev\/zero is not a file\. Give the path of a PNG or JPEG picture\.\n$/],
    ['heavy.png', Buffer.alloc(20_000_001), /^.*has 20000001 bytes; at most 20000000 \(20 MB\).*\n$/],
  ];
  test.each(cases)('%s', async (name, bytes, sentence) => {
    const path = resolve(home, name);
    if (bytes !== null) await writeFile(path, bytes);
    // A good picture beside it does not save the run.
    const { code, stdout, stderr } = await once([sample('table.png'), path, '--json']);
    expect(stderr).toMatch(sentence);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(existsSync(join(data, 'running.json'))).toBe(false);
  });

  test('a flag that is not understood, likewise', async () => {
    const { code, stderr } = await once([sample('table.png'), '--fast']);
    expect(code).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

test('a setting that cannot be used ends with 3 and its name', async () => {
  const env = { DATABASE_URL_FILE: join(home, 'nowhere') };
  const { code, stderr } = await once([sample('table.png'), '--out', join(home, 'set')], env);
  expect(stderr).toMatch(/^The settings cannot be used:\n {2}DATABASE_URL_FILE: the file .* cannot be read/);
  expect(code).toBe(3);
});

test('a folder for results that cannot be made ends with 3 and a sentence', async () => {
  await writeFile(join(home, 'file'), '');
  const { code, stderr } = await once([sample('table.png'), '--out', join(home, 'file')]);
  expect(stderr).toMatch(
    /^Results cannot be written to .*file \(EEXIST\)\. Choose another folder with --out\.\n$/,
  );
  expect(code).toBe(3);
});

describe.skipIf(!hasPython)('--once', () => {
  test('runs several pictures; --json is one document; values are within 2 % of the axis', {
    timeout: 90_000,
  }, async () => {
    const out = join(home, 'three');
    const pictures = ['bar-chart.png', 'table.png', 'line-chart.png'];
    const { code, stdout, stderr } = await once([...pictures.map(sample), '--json', '--out', out]);
    expect(stderr).not.toContain('trouble');
    expect(code).toBe(0);
    const all = JSON.parse(stdout) as Result[];
    expect(all.map(({ job }) => [job.name, job.status, job.outcome])).toEqual(
      pictures.map((name) => [name, 'succeeded', 'reproduced']),
    );
    for (const { artifacts, attempts } of all) {
      const names = artifacts.map(({ name }) => name);
      for (const name of ['data.csv', 'figure.png', 'figure.svg', 'fidelity.json'])
        expect(names).toContain(name);
      for (const { path, bytes } of artifacts) expect((await readFile(path)).length).toBe(bytes);
      expect(attempts).toHaveLength(1);
    }
    expect((await readdir(out)).sort()).toEqual(['1-bar-chart', '2-table', '3-line-chart']);
    expect(await readFile(join(out, '1-bar-chart', 'code.py'), 'utf8')).toBe(all[0]?.attempts[0]?.code);

    const truth = JSON.parse(await readFile(sample('truth.json'), 'utf8'));
    const csv = async (folder: string) =>
      (await readFile(join(out, folder, 'data.csv'), 'utf8'))
        .trim()
        .split(/\r?\n/)
        .map((row) => row.split(','));
    const { header, rows } = truth['table.png'].table;
    expect(await csv('2-table')).toEqual([header, ...rows]);
    for (const [folder, name] of [
      ['1-bar-chart', 'bar-chart.png'],
      ['3-line-chart', 'line-chart.png'],
    ] as const) {
      const [, ...found] = await csv(folder);
      const [low, high] = truth[name].yRange;
      const series = truth[name].series as { points: { x: string | number; y: number }[] }[];
      expect(found.map(([x]) => x)).toEqual(series[0]?.points.map(({ x }) => String(x)));
      for (const [column, { points }] of series.entries()) {
        for (const [row, { y }] of points.entries()) {
          const off = Math.abs(Number(found[row]?.[column + 1]) - y);
          expect(off, `${name} series ${column} row ${row}`).toBeLessThanOrEqual(0.02 * (high - low));
        }
      }
    }
    await expectNothingLeft();
  });

  test('a result that cannot be written ends with 3 and its path', { timeout: 60_000 }, async () => {
    const out = join(home, 'blocked');
    await mkdir(join(out, 'data.csv'), { recursive: true });
    const { code, stderr } = await once([sample('table.png'), '--out', out]);
    expect(stderr).toMatch(
      /\nResults cannot be written to .*data\.csv \(EISDIR\)\. Choose another folder with --out\.\n$/,
    );
    expect(code).toBe(3);
  });

  test('shows the answer to a question on the terminal', { timeout: 60_000 }, async () => {
    const out = join(home, 'answered');
    const question = ['--instruction', 'Which region is the highest?'];
    const { code, stdout, stderr } = await once([sample('bar-chart.png'), '--out', out, ...question]);
    expect(code, stderr).toBe(0);
    const answer = (await readFile(join(out, 'answer.md'), 'utf8')).trim();
    expect(answer).toMatch(/highest/);
    expect(stderr.endsWith(`: succeeded, answered. The answer is in answer.md.\n  ${answer}\n`), stderr).toBe(
      true,
    );
    expect(stdout.split('\n')).toContain(join(out, 'answer.md'));
  });

  test('repairs a program that fails, on data that is there already', { timeout: 60_000 }, async () => {
    const args = [sample('bar-chart.png'), '--json', '--out', join(home, 'repaired')];
    const { code, stdout, stderr } = await once(args, { DEMO_FAULTS: 'code:runtime_error@1' });
    expect(code, stderr).toBe(0);
    const { job, attempts } = JSON.parse(stdout) as Result;
    expect(attempts.map(({ origin, execution }) => [origin, execution?.status])).toEqual([
      ['generated', 'error'],
      ['repaired', 'ok'],
    ]);
    expect(job).toMatchObject({ status: 'succeeded', outcome: 'reproduced', receipt: { attempts: 2 } });
    expect(await readFile(join(home, 'repaired', 'code.py'), 'utf8')).toBe(attempts[1]?.code);
    await expectNothingLeft();
  });

  test('a picture that is cut off ends with 2, in words', { timeout: 60_000 }, async () => {
    const cut = join(home, 'cut.png');
    await writeFile(cut, (await readFile(sample('bar-chart.png'))).subarray(0, 3000));
    const { code, stdout, stderr } = await once([cut, '--out', join(home, 'cut')]);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/cut\.png: failed, unreadable_image\. [A-Z].*\.\n$/);
    expect(stderr).not.toMatch(/\n {4}at /);
    await expectNothingLeft();
  });

  test('Ctrl-C cancels the job, leaves nothing and ends with 130', { timeout: 60_000 }, async () => {
    const out = join(home, 'interrupted');
    await mkdir(out);
    const launcher = startLauncher(data, ['--once', sample('photo.jpg'), '--out', out], {
      DEMO_FAULTS: 'vision:hang',
    });
    await until(launcher.stderr, () => launcher.stderr().includes('a worker has started'));
    launcher.kill('SIGINT');
    expect(await launcher.ended).toBe(130);
    expect(launcher.stderr()).toMatch(/photo\.jpg: cancelling\.\nStopped before it was done\.\n$/);
    expect(await readdir(out)).toEqual([]);
    await expectNothingLeft();
  });
});

interface Result {
  job: { name: string; status: string; outcome: string; receipt: object };
  attempts: { code: string; origin: string; execution: { status: string } | null }[];
  artifacts: { name: string; path: string; bytes: number }[];
}
