import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The port that the object store of this data directory had the last time, or 0. A page that is open names the address of
 * the store in its content security policy, so after a restart it can go on only if the store is where it was.
 */
export async function keptPort(directory: string): Promise<number> {
  try {
    const port = Number(await readFile(fileOf(directory), 'utf8'));
    return Number.isInteger(port) && port > 0 && port < 65_536 ? port : 0;
  } catch {
    return 0; // the first start, or a file nobody can read: any port will do
  }
}

export async function keepPort(directory: string, port: number): Promise<void> {
  await writeFile(fileOf(directory), String(port), { mode: 0o600 });
}

const fileOf = (directory: string) => join(directory, 'object-store.port');
