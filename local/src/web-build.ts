import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { AppError } from '@snaprun/core/errors';

const web = fileURLToPath(new URL('../../web/', import.meta.url));
const stamp = join(web, 'build', '.built-from');

/** Builds the web app when its sources are not those of the last build. */
export async function ensureWebBuild(progress: (line: string) => void): Promise<void> {
  const sources = await hashOf(['src', 'static', 'package.json', 'vite.config.ts', 'tsconfig.json']);
  const last = await readFile(stamp, 'utf8').catch(() => null); // never built
  if (last === sources) return;
  progress('Building the web app (once).');
  const vite = fileURLToPath(new URL('../../node_modules/vite/bin/vite.js', import.meta.url));
  // The build depends on its sources alone: a variable of the caller, such as a test runner's, must not change it.
  const { PATH, HOME, TMPDIR } = process.env;
  const env = { PATH, HOME, TMPDIR, NODE_ENV: 'production' };
  try {
    await promisify(execFile)(process.execPath, [vite, 'build'], {
      cwd: web,
      env,
      maxBuffer: 16 * 1024 * 1024,
    });
  } catch (cause) {
    throw new AppError('unavailable', 'The web app could not be built; `npm run build -w web` shows why.', {
      cause,
    });
  }
  await writeFile(stamp, sources);
}

async function hashOf(entries: string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const entry of entries) {
    for (const file of await filesBelow(join(web, entry))) hash.update(file).update(await readFile(file));
  }
  return hash.digest('hex');
}

async function filesBelow(path: string): Promise<string[]> {
  const children = await readdir(path, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOTDIR') return null;
    throw error;
  });
  if (children === null) return [path];
  const nested = await Promise.all(children.map(({ name }) => filesBelow(join(path, name))));
  return nested.flat().sort();
}
