import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createInMemoryDriver, type ScriptedRun } from '../in-memory-driver.ts';
import { RunDocument } from './run-document.ts';
import { type RunOptions, runProgram } from './run-program.ts';

const folder = await mkdtemp(join(tmpdir(), 'snaprun-run-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const script: ScriptedRun = {
  output: [
    { stream: 'stdout', text: 'one\x1b[2J\n' },
    { stream: 'stderr', text: 'two' },
  ],
  files: [{ name: 'a.csv', bytes: Buffer.from('x\n1\n'), mediaType: 'text/csv' }],
  skipped: [{ name: 'b.exe', reason: 'this type of file is not kept', bytes: 7 }],
  execution: {
    status: 'error',
    exitCode: 1,
    durationMs: 1240,
    error: { type: 'ValueError', message: 'no\x1b[31m', line: 4, traceback: '' },
  },
};

async function run(more: Partial<RunOptions> & { isTTY?: boolean } = {}, scripted = script) {
  const said = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({
    isTTY: more.isTTY ?? false,
    write: (text: string) => {
      said[name] += text;
    },
  });
  await runProgram({
    job: { code: 'x', inputPng: null },
    open: async () => createInMemoryDriver([scripted]),
    outDir: null,
    json: false,
    console: { stdout: stream('stdout'), stderr: stream('stderr') },
    signal: new AbortController().signal,
    ...more,
  });
  return said;
}

test('output goes where the program wrote it, the summary after it on stderr', async () => {
  const { stdout, stderr } = await run();
  expect(stdout).toBe('one\x1b[2J\n');
  expect(stderr.startsWith('two\n')).toBe(true);
  expect(stderr).toContain('error: the program failed (exit code 1)');
  expect(stderr).toContain('ValueError in line 4: no␛[31m');
  expect(stderr).toContain('1.24 s');
  expect(stderr).toContain('Nothing is run: the answers are scripted.');
  expect(stderr).toContain('a.csv, text/csv, 4 bytes');
  expect(stderr).toContain('b.exe: this type of file is not kept');
  expect(stderr).toContain('nothing on this machine');
});

test('a terminal gets no control sequence of the program', async () => {
  const { stdout, stderr } = await run({ isTTY: true });
  expect(stdout).toBe('one␛[2J\n');
  expect(stderr).not.toContain('\x1b');
});

test('with json, one document of the promised shape and nothing else', async () => {
  const { stdout, stderr } = await run({
    json: true,
    others: async () => ['container x (running)'],
    goneWithinMs: 100,
  });
  expect(stderr).toBe('');
  const document = RunDocument.strict().parse(JSON.parse(stdout));
  expect(document).toMatchObject({
    status: 'error',
    stdout: 'one\x1b[2J\n',
    files: [
      { name: 'a.csv', bytes: 4, mediaType: 'text/csv' },
      {
        name: 'b.exe',
        bytes: 7,
        mediaType: 'application/octet-stream',
        skipped: 'this type of file is not kept',
      },
    ],
    leftovers: ['container x (running)'],
  });
});

test('--out keeps the files that were kept', async () => {
  const outDir = join(folder, 'new/deep');
  const { stderr } = await run({ outDir });
  expect(await readdir(outDir)).toEqual(['a.csv']);
  expect(await readFile(join(outDir, 'a.csv'), 'utf8')).toBe('x\n1\n');
  expect(stderr).toContain(outDir);
});

test.each(['/dev/null/out', '/proc/out', import.meta.filename])(
  'an --out that cannot be a folder (%s) is refused before the run',
  async (outDir) => {
    const open = () => Promise.reject(new Error('it was opened'));
    await expect(run({ outDir, open })).rejects.toMatchObject({ code: 'invalid_request' });
  },
);

test('a cancelled run is a result: killed', async () => {
  const abort = new AbortController();
  abort.abort();
  const { stdout } = await run({ json: true, signal: abort.signal }, { hangs: true });
  expect(JSON.parse(stdout)).toMatchObject({ status: 'killed', leftovers: [] });
});

test('trouble of ours is thrown', async () => {
  await expect(run({}, { throws: new Error('no daemon') })).rejects.toThrow('no daemon');
});
