import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '@snaprun/core/errors';
import type { SandboxDriver } from '../driver.ts';
import { readSandboxPython, type SandboxPython } from './sandbox-python.ts';

const repository = join(import.meta.dirname, '../../../..');

/** The supervisor's folder. */
export const runnerDir = join(repository, 'sandbox/runner');

/**
 * bubblewrap and Python for tests: in `SNAPRUN_PYTHON_DIR`, or in the user's cache, built there the first
 * time by the program that `npm start` uses.
 */
export async function testEnvironment(): Promise<{ bwrap: string; python: SandboxPython }> {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const data = process.env.SNAPRUN_PYTHON_DIR ?? join(cache, 'snaprun/python-test');
  const build = [join(repository, 'local/src/python/build.ts'), '--data', data];
  const { stdout } = await promisify(execFile)(process.execPath, build);
  const { bwrap, sandboxDir } = JSON.parse(stdout) as { bwrap: string; sandboxDir: string };
  return { bwrap, python: await readSandboxPython(sandboxDir) };
}

/** Why this machine cannot isolate, or null; anything else that goes wrong throws. */
export async function reasonNotToIsolate(create: () => Promise<SandboxDriver>): Promise<string | null> {
  try {
    await (await create()).close();
    return null;
  } catch (error) {
    if (error instanceof AppError && error.code === 'unavailable') return error.message;
    throw error;
  }
}
