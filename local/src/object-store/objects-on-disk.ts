import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Log } from '@snaprun/core/log';
import { bucketFolder, objectPath } from './keys-on-disk.ts';
import { encodeRecord, type ObjectRecord, readRecord } from './object-record.ts';

/** An object opened for reading: its record and the file whose first `record.bytes` bytes are its content. */
export interface OpenObject {
  record: ObjectRecord;
  file: FileHandle;
}

/** An object on its way in: nobody sees it before `commit`. */
export interface Incoming {
  write(chunk: Uint8Array): Promise<void>;
  /**
   * Makes it the object of that key, durably. `condition` sees what the key holds at that moment, with nobody able
   * to change it in between, and throws to keep it.
   */
  commit(
    bucket: string,
    record: ObjectRecord,
    condition: (current: ObjectRecord | null) => void,
  ): Promise<void>;
  /** Removes what was written; does nothing after `commit`. */
  discard(): Promise<void>;
}

export type ObjectsOnDisk = Awaited<ReturnType<typeof openObjects>>;

/** Opens the directory, clears away what a crash left half-written, and learns what is stored. One process at a time. */
export async function openObjects(directory: string, log?: Log) {
  const incoming = join(directory, 'incoming');
  await rm(incoming, { recursive: true, force: true });
  await mkdir(incoming, { recursive: true });
  await mkdir(join(directory, 'buckets'), { recursive: true });
  const buckets = new Map<string, Map<string, ObjectRecord>>();
  for (const entry of await readdir(join(directory, 'buckets'), { withFileTypes: true })) {
    if (entry.isDirectory())
      buckets.set(entry.name, await scanBucket(bucketFolder(directory, entry.name), log));
  }
  const turns = new Map<string, Promise<unknown>>();

  /** Runs one change of a path at a time. */
  async function inTurn<T>(path: string, change: () => Promise<T>): Promise<T> {
    const turn = (turns.get(path) ?? Promise.resolve()).then(change, change);
    turns.set(path, turn);
    try {
      return await turn;
    } finally {
      if (turns.get(path) === turn) turns.delete(path);
    }
  }

  return {
    hasBucket: (bucket: string) => buckets.has(bucket),

    /** False when it exists already. */
    async createBucket(bucket: string): Promise<boolean> {
      const folder = bucketFolder(directory, bucket);
      return await inTurn(folder, async () => {
        if (buckets.has(bucket)) return false;
        await mkdir(folder, { recursive: true });
        await syncFolder(dirname(folder));
        buckets.set(bucket, new Map());
        return true;
      });
    },

    /** What the store last knew of an object, or null. */
    find: (bucket: string, key: string): ObjectRecord | null => buckets.get(bucket)?.get(key) ?? null,

    /** The records of a bucket, in no order. */
    records: (bucket: string): Iterable<ObjectRecord> => buckets.get(bucket)?.values() ?? [],

    /** null when there is no such object; otherwise the caller closes the file. */
    async open(bucket: string, key: string): Promise<OpenObject | null> {
      const file = await openIfPresent(objectPath(directory, bucket, key));
      if (file === null) return null;
      const record = await readRecord(file);
      if (record?.key === key) return { record, file };
      await file.close();
      return null;
    },

    async receive(): Promise<Incoming> {
      const path = join(incoming, randomUUID());
      const file = await open(path, 'wx', 0o600);
      let finished = false;
      return {
        async write(chunk) {
          await file.appendFile(chunk);
        },
        async commit(bucket, record, condition) {
          await file.appendFile(encodeRecord(record));
          await file.sync();
          await file.close();
          const target = objectPath(directory, bucket, record.key);
          await inTurn(target, async () => {
            condition(buckets.get(bucket)?.get(record.key) ?? null);
            const created = await mkdir(dirname(target), { recursive: true });
            if (created !== undefined) await syncFolder(dirname(created));
            await rename(path, target);
            finished = true;
            await syncFolder(dirname(target));
            buckets.get(bucket)?.set(record.key, record);
          });
        },
        async discard() {
          if (finished) return;
          await file.close();
          await rm(path, { force: true });
        },
      };
    },

    /** Removes an object, durably; one that is not there is removed already. */
    async remove(bucket: string, key: string): Promise<void> {
      const path = objectPath(directory, bucket, key);
      await inTurn(path, async () => {
        buckets.get(bucket)?.delete(key);
        if (await unlinkIfPresent(path)) await syncFolder(dirname(path));
      });
    },
  };
}

/** Files read at once when a bucket is scanned. */
const scanWidth = 32;

async function scanBucket(folder: string, log: Log | undefined): Promise<Map<string, ObjectRecord>> {
  const records = new Map<string, ObjectRecord>();
  const scan = async (path: string) => {
    const file = await open(path, 'r');
    const record = await readRecord(file).finally(() => file.close());
    if (record !== null) records.set(record.key, record);
    else log?.warn('A file in the object store is not an object; it is left alone.', { path });
  };
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (let i = 0; i < paths.length; i += scanWidth)
    await Promise.all(paths.slice(i, i + scanWidth).map(scan));
  return records;
}

async function openIfPresent(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

async function unlinkIfPresent(path: string): Promise<boolean> {
  try {
    await unlink(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** A rename is only durable once the folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
