import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './run-command.ts';

/** The folders whose fonts a sandbox shows. */
const fontFolders = ['/usr/share/fonts', '/usr/local/share/fonts'];

/** Changes when fonts come to this machine or go. */
export async function fontsKey(): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of fontFolders) {
    // A machine without such a folder has no fonts there.
    const names = await readdir(folder, { recursive: true }).catch(() => []);
    hash.update(names.sort().join('\0'));
  }
  return hash.digest('hex').slice(0, 12);
}

/**
 * Lets matplotlib list the fonts of this machine once, so that no first plot waits for it. Anew each time: it would
 * keep to an old list.
 *
 * Null where that fails: plots work without, only slower.
 */
export async function buildFontCache(python: string, folder: string): Promise<string | null> {
  const cache = join(folder, 'fonts');
  const fresh = `${cache}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  const draw = 'import io, matplotlib.pyplot as p; p.plot([1]); p.title("a"); p.savefig(io.BytesIO())';
  const env = { ...process.env, MPLBACKEND: 'Agg', MPLCONFIGDIR: fresh };
  const { exitCode } = await runCommand(python, ['-I', '-c', draw], { env, timeoutMs: 120_000 });
  if (exitCode !== 0) return null;
  await rm(cache, { recursive: true, force: true });
  await rename(fresh, cache);
  return cache;
}
