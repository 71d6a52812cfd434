import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Versions } from './versions.ts';
import type { ZipEntry } from './write-zip.ts';

const sandbox = join(import.meta.dirname, '../../../sandbox');
const usualImage = 'snaprun-sandbox:dev';

/** The packages that programs run with, locked with their hashes. */
export const readLock = (): Promise<Uint8Array> => readFile(join(sandbox, 'requirements.lock'));

/** What a bundle needs to run its program once more: the script, and what stands around a program in the sandbox. */
export async function* rerunFiles({ sandbox: { image, python } }: Versions): AsyncGenerator<ZipEntry> {
  const script = await readFile(join(import.meta.dirname, 'run.sh'), 'utf8');
  // An id of ours or of Docker, and digits: nothing that a shell could take for more.
  const safeImage = image !== null && /^sha256:[0-9a-f]{64}$/.test(image) ? image : usualImage;
  const minor = /^3\.\d{1,2}/.exec(python ?? '')?.[0] ?? '3.11';
  const text = script
    .replace("image='snaprun-sandbox:dev'", `image='${safeImage}'`)
    .replace("version='3.11'", `version='${minor}'`);
  yield { path: 'run.sh', content: Buffer.from(text), executable: true };
  const modules: string[] = [];
  for await (const file of glob('runner/*.py', { cwd: sandbox })) modules.push(file);
  for (const file of modules.sort())
    if (!file.includes('/test_'))
      yield { path: `replay/${file}`, content: await readFile(join(sandbox, file)) };
}
