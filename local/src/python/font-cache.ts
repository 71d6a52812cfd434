import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './run-command.ts';

/**
 * Lets matplotlib list the fonts of this machine once, so that no first plot waits for it.
 *
 * Null where that fails: plots work without, only slower.
 */
export async function buildFontCache(python: string, folder: string): Promise<string | null> {
  const cache = join(folder, 'fonts');
  await mkdir(cache, { recursive: true });
  const draw = 'import io, matplotlib.pyplot as p; p.plot([1]); p.title("a"); p.savefig(io.BytesIO())';
  const env = { ...process.env, MPLBACKEND: 'Agg', MPLCONFIGDIR: cache };
  const { exitCode } = await runCommand(python, ['-I', '-c', draw], { env, timeoutMs: 120_000 });
  return exitCode === 0 ? cache : null;
}
