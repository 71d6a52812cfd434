import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { AppError } from '@snaprun/core/errors';
import { runCommand } from './run-command.ts';

/**
 * The `bwrap` of this machine: the one named by `BWRAP`, else one on the PATH that is new enough
 * (0.8 has every option we use), else null.
 */
export async function findBwrap(env: NodeJS.ProcessEnv = process.env): Promise<string | null> {
  if (env.BWRAP) {
    if (await isNewEnough(env.BWRAP)) return env.BWRAP;
    throw new AppError(
      'unavailable',
      `BWRAP is ${env.BWRAP}, which is not a bubblewrap of version 0.8 or newer.`,
    );
  }
  for (const folder of (env.PATH ?? '').split(delimiter).filter((entry) => entry.startsWith('/'))) {
    const file = join(folder, 'bwrap');
    if (await isNewEnough(file)) return file;
  }
  return null;
}

async function isNewEnough(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
  } catch {
    return false; // not there, or not for us
  }
  const { stdout } = await runCommand(file, ['--version'], { timeoutMs: 10_000 });
  const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(stdout) ?? [];
  return Number(major) > 0 || Number(minor) >= 8;
}
