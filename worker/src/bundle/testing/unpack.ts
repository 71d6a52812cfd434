import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js';

export interface Unpacked {
  path: string;
  content: Uint8Array;
  date: string;
  executable: boolean;
}

/** The entries of a zip in their order. */
export async function readZip(bytes: Uint8Array): Promise<Unpacked[]> {
  const zip = new ZipReader(new Uint8ArrayReader(bytes), { useWebWorkers: false });
  const unpacked: Unpacked[] = [];
  for await (const entry of zip.getEntriesGenerator()) {
    if (entry.directory) throw new Error(`${entry.filename} is a folder.`);
    const content = await entry.getData(new Uint8ArrayWriter(), { useWebWorkers: false });
    const date = `${entry.lastModDate.getFullYear()}-${entry.lastModDate.getMonth() + 1}`;
    unpacked.push({ path: entry.filename, content, date, executable: entry.executable });
  }
  await zip.close();
  return unpacked;
}

/** Writes the entries under a folder, as unpacking the zip would. */
export async function unpack(bytes: Uint8Array, folder: string): Promise<void> {
  for (const { path, content, executable } of await readZip(bytes)) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
    if (executable) await chmod(target, 0o755);
  }
}
