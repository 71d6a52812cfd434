import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@snaprun/core/errors';
import type { SystemPython } from './find-python.ts';
import { lastLine, runCommand } from './run-command.ts';

/** Installs the locked `uv` into `folder` with pip, or with a virtual environment's pip; returns its path. */
export async function installUv(python: SystemPython, lock: string, folder: string): Promise<string> {
  const uv = join(folder, 'bin', 'uv');
  if (existsSync(uv)) return uv;
  const temporary = `${folder}.new`;
  await rm(temporary, { recursive: true, force: true });
  const complaint = (python.hasPip && (await withPip(python.interpreter, lock, temporary))) || null;
  const second =
    complaint !== null || !python.hasPip ? await withVenv(python, lock, temporary, complaint) : null;
  if (second !== null)
    throw new AppError(
      'unavailable',
      `uv, which installs the Python packages, could not be installed: ${second}`,
    );
  await rm(folder, { recursive: true, force: true });
  await rename(temporary, folder);
  return uv;
}

const install = [
  '-m',
  'pip',
  'install',
  '--quiet',
  '--disable-pip-version-check',
  '--no-deps',
  '--require-hashes',
];

/** Null, or why it failed. */
async function withPip(interpreter: string, lock: string, folder: string): Promise<string | null> {
  // These two of the caller's settings would refuse a target folder.
  const env = { ...process.env, PIP_USER: '0', PIP_REQUIRE_VIRTUALENV: '0' };
  const result = await runCommand(interpreter, [...install, '--target', folder, '-r', lock], { env });
  return result.exitCode === 0 ? null : lastLine(result.stderr);
}

async function withVenv(
  python: SystemPython,
  lock: string,
  folder: string,
  earlier: string | null,
): Promise<string | null> {
  if (!python.hasVenv) return earlier ?? 'neither pip nor venv is there';
  const venv = `${folder}-venv`;
  try {
    const made = await runCommand(python.interpreter, ['-m', 'venv', '--clear', venv]);
    if (made.exitCode !== 0) return earlier ?? lastLine(made.stderr);
    return await withPip(join(venv, 'bin', 'python'), lock, folder);
  } finally {
    await rm(venv, { recursive: true, force: true });
  }
}
