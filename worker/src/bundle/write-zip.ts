import { createHash } from 'node:crypto';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StreamSource } from '@snaprun/core/storage';
import { Uint8ArrayReader, ZipWriter } from '@zip.js/zip.js';

export interface ZipEntry {
  path: string;
  content: Uint8Array;
  executable?: boolean;
}

/** 1 January 1980, 00:00:00 as a zip spells it: when an entry was made says nothing, and the same entries are the same file. */
const firstDate = ((1 << 5) | 1) << 16;

/** What is compressed already is stored as it is. */
const compressed = /\.(png|jpe?g|gif|xlsx|pdf)$/i;

/**
 * Writes a zip to the disk, one entry in memory at a time, and gives it to read; its bytes depend on the entries alone.
 *
 * The file has no name any more when it is written to: nothing is left of it, however this process ends.
 */
export async function writeZip(entries: AsyncIterable<ZipEntry>): Promise<StreamSource & AsyncDisposable> {
  const file = await openNameless();
  try {
    const hash = createHash('sha256');
    let bytes = 0;
    const target = new WritableStream<Uint8Array>({
      async write(chunk) {
        hash.update(chunk);
        for (let at = 0; at < chunk.length; )
          at += (await file.write(chunk, at, chunk.length - at, bytes + at)).bytesWritten;
        bytes += chunk.length;
      },
    });
    const zip = new ZipWriter(target, {
      rawLastModDate: firstDate,
      extendedTimestamp: false,
      useWebWorkers: false,
      keepOrder: true,
    });
    for await (const { path, content, executable } of entries)
      await zip.add(path, new Uint8ArrayReader(content), {
        level: compressed.test(path) ? 0 : 6,
        unixMode: executable ? 0o100755 : 0o100644,
      });
    await zip.close();
    return {
      bytes,
      sha256: hash.digest('hex'),
      open: () => file.createReadStream({ start: 0, autoClose: false }),
      [Symbol.asyncDispose]: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function openNameless(): Promise<FileHandle> {
  const folder = await mkdtemp(join(tmpdir(), 'snaprun-bundle-'));
  try {
    return await open(join(folder, 'bundle.zip'), 'wx+');
  } finally {
    await rm(folder, { recursive: true });
  }
}
