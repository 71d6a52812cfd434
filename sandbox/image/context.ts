import { createHash } from 'node:crypto';
import { cp, glob, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const sandbox = join(import.meta.dirname, '..');

/** Everything the image is built from, relative to `sandbox/`, in order. */
export async function contextFiles(): Promise<string[]> {
  const files = ['Dockerfile', 'requirements.lock', 'uv.lock', 'sbom.lock'];
  for await (const file of glob(['image/*.{sh,py}', 'runner/*.py'], { cwd: sandbox }))
    if (!/\/test_[^/]*$/.test(file)) files.push(file);
  return files.sort();
}

/** Sixteen hex digits that change whenever one of the files does. */
export async function digest(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) {
    const bytes = await readFile(join(sandbox, file));
    hash.update(`${file}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex').slice(0, 16);
}

/** The files in a folder of their own, which is gone when the returned value is disposed of. */
export async function layOut(): Promise<AsyncDisposable & { folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'snaprun-image-'));
  for (const file of await contextFiles())
    await cp(join(sandbox, file), join(folder, file), { recursive: true });
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
