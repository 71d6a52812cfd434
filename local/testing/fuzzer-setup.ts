import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '@snaprun/core/errors';
import { buildEnvironment, sealEnvironment } from '../src/python/build-environment.ts';
import { findPython } from '../src/python/find-python.ts';
import { holdLock } from '../src/python/hold-lock.ts';
import { installUv } from '../src/python/install-uv.ts';
import { uvEnvironment } from '../src/python/package-settings.ts';

const lock = (name: string) => join(import.meta.dirname, `../../sandbox/${name}.lock`);

/**
 * Vitest global set-up: schemathesis from its hash lock, built once per machine in the user's cache.
 *
 * Where its packages cannot be had it says why, and the tests that need it skip themselves.
 */
export async function setup(): Promise<void> {
  // As `fuzzing.int.test.ts` asks: without it nothing is fuzzed.
  if (process.env.SNAPRUN_SLOWEST !== '1') return;
  const home =
    process.env.SNAPRUN_FUZZER_DIR ||
    join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'snaprun/fuzzer-test');
  try {
    process.env.SNAPRUN_SCHEMATHESIS = await ensureFuzzer(home);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    process.stderr.write(`The api is not fuzzed: ${error.message}\n`);
  }
}

/** The path of the program. */
async function ensureFuzzer(home: string): Promise<string> {
  const python = await findPython();
  const locked = await readFile(lock('schemathesis'), 'utf8');
  const key = createHash('sha256').update(`${python.interpreter} ${python.version} ${locked}`).digest('hex');
  const folder = join(home, `schemathesis-${key.slice(0, 12)}`);
  await mkdir(home, { recursive: true });
  await holdLock(
    python.interpreter,
    join(home, 'lock'),
    () => undefined,
    async () => {
      const program = await installUv(python, lock('uv'), join(home, 'uv'));
      const uv = { program, env: await uvEnvironment(python.interpreter, home) };
      await buildEnvironment(uv, python.interpreter, lock('schemathesis'), folder);
      await sealEnvironment(folder);
    },
  );
  return join(folder, 'bin', 'schemathesis');
}
