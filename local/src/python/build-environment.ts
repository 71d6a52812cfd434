import { existsSync } from 'node:fs';
import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@snaprun/core/errors';
import { lastLine, runCommand } from './run-command.ts';

/** uv and the environment variables it runs with. */
export interface Uv {
  program: string;
  env: NodeJS.ProcessEnv;
}

/** The file that is written last: an environment without it was interrupted and is built again. */
const stamp = 'complete';

/**
 * A virtual environment with exactly the packages of a hash lock, built in place; kept if it is complete.
 *
 * Throws an `AppError` with uv's own words when a package cannot be had or does not match its hash.
 */
export async function buildEnvironment(
  uv: Uv,
  interpreter: string,
  lock: string,
  folder: string,
): Promise<void> {
  if (existsSync(join(folder, stamp))) return;
  await rm(folder, { recursive: true, force: true });
  await run(uv, ['venv', '--quiet', '--no-project', '--python', interpreter, folder]);
  const python = join(folder, 'bin', 'python');
  const sync = ['pip', 'sync', '--quiet', '--require-hashes', '--compile-bytecode', '--only-binary', ':all:'];
  await run(uv, [...sync, '--python', python, lock]);
}

/** Marks an environment as complete. */
export async function sealEnvironment(folder: string): Promise<void> {
  // With a strict umask of its first user, uv's cache holds files that a program's uid could not read.
  if (process.getuid?.() === 0) await runCommand('/bin/chmod', ['-R', 'a+rX', folder]);
  await writeFile(join(folder, `${stamp}.new`), '');
  await rename(join(folder, `${stamp}.new`), join(folder, stamp));
}

/** Installs a lock into a plain folder, for packages that only carry a program. */
export async function installInto(uv: Uv, interpreter: string, lock: string, folder: string): Promise<void> {
  const temporary = `${folder}.new`;
  await rm(temporary, { recursive: true, force: true });
  const install = ['pip', 'install', '--quiet', '--no-deps', '--require-hashes', '--python', interpreter];
  await run(uv, [...install, '--target', temporary, '-r', lock]);
  if (process.getuid?.() === 0) await runCommand('/bin/chmod', ['-R', 'a+rX', temporary]);
  await rm(folder, { recursive: true, force: true });
  await rename(temporary, folder);
}

/** Removes environments of other locks or interpreters. */
export async function removeOthers(root: string, keep: readonly string[]): Promise<void> {
  for (const name of await readdir(root))
    if (/^(sandbox|critic|uv|bubblewrap)-/.test(name) && !keep.includes(name))
      await rm(join(root, name), { recursive: true, force: true });
}

async function run(uv: Uv, args: readonly string[]): Promise<void> {
  const { exitCode, stderr } = await runCommand(uv.program, args, { env: uv.env });
  if (exitCode === 0) return;
  throw new AppError('unavailable', `The Python packages could not be installed: ${lastLine(stderr)}`, {
    details: { stderr },
  });
}
