import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Reads a file of the installed Swagger UI; null when it is not there. `name` comes from a fixed list. */
export async function readDocsAsset(name: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    const path = fileURLToPath(import.meta.resolve(`swagger-ui-dist/${name}`));
    return Uint8Array.from(await readFile(path));
  } catch (error) {
    if (error instanceof Error && 'code' in error && /NOT_FOUND|ENOENT/.test(String(error.code))) return null;
    throw error;
  }
}
