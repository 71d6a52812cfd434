import { homedir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '@snaprun/core/errors';
import { ensurePython } from '../src/python.ts';

/**
 * Vitest global set-up: Python and bubblewrap, built once per machine in `SNAPRUN_PYTHON_DIR` or the user's cache.
 *
 * Where they cannot be had it says why, and the tests that need them skip themselves.
 */
export async function setup(): Promise<void> {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const dataDir = process.env.SNAPRUN_PYTHON_DIR || join(cache, 'snaprun/python-test');
  const progress = (line: string) => process.stderr.write(`${line}\n`);
  try {
    const python = await ensurePython({ dataDir, progress });
    process.env.SNAPRUN_PYTHON_DIR = dataDir;
    process.env.SNAPRUN_PYTHON_HOME = dataDir;
    process.env.SNAPRUN_CRITIC_PYTHON ||= python.criticPython;
    process.env.SNAPRUN_SANDBOX_PYTHON ||= python.sandboxPython;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    progress(`The tests that need Python are skipped: ${error.message}`);
  }
}
