import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { runnerDir, testEnvironment } from './bubblewrap/test-environment.ts';

test('the supervisor’s own tests pass on the Python that will run it', { timeout: 60_000 }, async () => {
  const { python } = await testEnvironment();
  const discover = ['-B', '-m', 'unittest', 'discover', '-s', 'runner', '-t', '.'];
  const { stderr } = await promisify(execFile)(python.interpreter, discover, { cwd: join(runnerDir, '..') });
  expect(stderr).toMatch(/Ran \d\d+ tests/);
  expect(stderr.trim()).toMatch(/OK$/);
});
