import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

function start(...args: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [main, ...args],
      { env: { PATH: process.env.PATH } },
      (error, stdout, stderr) => resolve({ code: error ? error.code : 0, stdout, stderr }),
    );
  });
}

test('--help starts nothing and exits with 0', async () => {
  const { code, stdout } = await start('--help');
  expect(code).toBe(0);
  expect(stdout).toContain('npm run eval -- --set dev --limit 20');
});

test('a flag that is not understood exits with 2 and a sentence', async () => {
  const { code, stdout, stderr } = await start('--set', 'train');
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain('--set takes dev, test, golden, not "train"');
});

test('overhead has flags of its own', async () => {
  expect((await start('overhead', '--help')).stdout).toContain('--jobs N');
  const { code, stderr } = await start('overhead', '--jobs', '0');
  expect(code).toBe(2);
  expect(stderr).toContain('--jobs takes a whole number from 1 to 10000, not "0"');
});
