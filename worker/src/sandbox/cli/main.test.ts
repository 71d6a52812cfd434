import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { RunDocument } from './run-document.ts';

const launcher = join(import.meta.dirname, '../../../../local/src/sandbox.ts');
const folder = await mkdtemp(join(tmpdir(), 'snaprun-cli-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Set by the tests' set-up where Python and bubblewrap could be had. */
const data = process.env.SNAPRUN_PYTHON_DIR;

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Starts the program as `npm run sandbox` does. `onStdout` may signal it. */
function sandbox(
  args: string[],
  input = '',
  onStdout: (text: string, kill: () => void) => void = () => undefined,
) {
  const env = { ...process.env, INIT_CWD: folder, SANDBOX_DRIVER: 'bubblewrap' };
  const dataFlag = data === undefined ? [] : ['--data', data];
  const child = spawn(process.execPath, [launcher, ...args, ...dataFlag], { env, stdio: 'pipe' });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
      if (name === 'stdout') onStdout(said.stdout, () => child.kill('SIGINT'));
    });
  child.stdin.end(input);
  return new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, ...said })));
}

const file = async (name: string, content: string | Buffer) => {
  await writeFile(join(folder, name), content);
  return name;
};

test('unusable input ends with 2 and a sentence', async () => {
  const cases: [string[], string][] = [
    [['nowhere.py'], 'there is no such file'],
    [[await file('ok.py', 'print(1)'), '--fast'], "Unknown option '--fast'"],
    [[await file('big.py', '#'.repeat(1024 * 1024 + 1))], 'larger than 1 MiB'],
    [[await file('latin.py', Buffer.from([0x23, 0xe4]))], 'is not UTF-8 text'],
    [['ok.py', '--image', 'ok.py'], 'PNG or JPEG'],
  ];
  for (const [args, sentence] of cases) {
    const { code, stdout, stderr } = await sandbox(args);
    expect([code, stdout], stderr).toEqual([2, '']);
    expect(stderr).toContain(sentence);
  }
}, 60_000);

test('help ends with 0', async () => {
  const { code, stdout } = await sandbox(['--help']);
  expect(code).toBe(0);
  expect(stdout).toContain('npm run sandbox -- doctor');
});

/** Whether programs can be isolated here at all, asked of the program itself. */
const reason = data === undefined ? 'Python could not be prepared' : await reasonNotTo();
async function reasonNotTo(): Promise<string | null> {
  const { code, stderr } = await sandbox(['-'], 'print(1)');
  // Only what a machine forbids excuses the tests below; with trouble of ours they run, and fail.
  return code !== 0 && stderr.includes('cannot be isolated') ? stderr.trim() : null;
}

if (reason === null) {
  test('a program on standard input runs, its output where it wrote it', { timeout: 60_000 }, async () => {
    const code = 'import sys\nprint("größer")\nprint("oh", file=sys.stderr)';
    const ended = await sandbox(['-'], code);
    expect([ended.code, ended.stdout]).toEqual([0, 'größer\n']);
    expect(ended.stderr).toMatch(/^oh\n\nstatus {3}ok/);
  });

  test('a program that fails is a result: one document, exit 0', { timeout: 60_000 }, async () => {
    await file(
      'fails.py',
      'open("/job/out/a.csv", "w").write("x")\nopen("/job/out/a.exe", "w").write("x")\n1 / 0\n',
    );
    const { code, stdout } = await sandbox(['fails.py', '--json']);
    expect(code).toBe(0);
    expect(RunDocument.strict().parse(JSON.parse(stdout))).toMatchObject({
      status: 'error',
      exitCode: 1,
      driver: 'bubblewrap',
      error: { type: 'ZeroDivisionError', line: 3 },
      files: [
        { name: 'a.csv', bytes: 1 },
        { name: 'a.exe', bytes: 1, mediaType: 'application/octet-stream', skipped: expect.any(String) },
      ],
      leftovers: [],
    });
  });

  test('Ctrl-C cancels the run and leaves nothing', { timeout: 60_000 }, async () => {
    const code = 'import os, time\nos.fork()\nprint("go", flush=True)\ntime.sleep(100)';
    const ended = await sandbox(['-'], code, (text, kill) => text.includes('go') && kill());
    expect(ended.code).toBe(0);
    expect(ended.stderr).toContain('killed: it was ended from outside');
    expect(ended.stderr).toContain('nothing on this machine');
  });

  test('--timeout holds', { timeout: 60_000 }, async () => {
    const ended = await sandbox(['-', '--timeout', '0.5', '--json'], 'while True: pass');
    expect(JSON.parse(ended.stdout)).toMatchObject({ status: 'timeout', limits: { wallMs: 500 } });
  });

  test('a hostile program comes out as its first lines say', { timeout: 60_000 }, async () => {
    const { code, stdout, stderr } = await sandbox([
      'abuse',
      'forged-frames',
      '--driver',
      'bubblewrap',
      '--json',
    ]);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      rows: [{ way: 'bubblewrap', unexpected: null, leftovers: [] }],
    });
  });
} else {
  test.skip(`programs cannot be run here: ${reason}`, () => undefined);
}
