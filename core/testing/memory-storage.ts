import { createHash } from 'node:crypto';
import type { Storage } from '../src/storage.ts';

export interface MemoryStorage extends Storage {
  objects: Map<string, { bytes: Uint8Array; mediaType: string; modifiedAt?: Date }>;
  /** Bytes handed out by `readStart` and `read`, for counting. */
  bytesRead: number;
}

/** Storage in memory; its links are not fetchable, only recognisable. */
export function createMemoryStorage(): MemoryStorage {
  const objects: MemoryStorage['objects'] = new Map();
  const link = (key: string, query: Record<string, string>) =>
    `http://storage.test/${key}?${new URLSearchParams(query)}`;
  const storage: MemoryStorage = {
    objects,
    bytesRead: 0,
    async presignPut(key, { bytes, mediaType, sha256 }) {
      const checksum = Buffer.from(sha256, 'hex').toString('base64');
      const headers = { 'content-type': mediaType, 'x-amz-checksum-sha256': checksum, 'if-none-match': '*' };
      const expiresAt = new Date(Date.now() + 300_000);
      return { method: 'PUT', url: link(key, { bytes: String(bytes) }), headers, expiresAt };
    },
    async presignGet(key, as) {
      return link(key, as);
    },
    async head(key) {
      const found = objects.get(key);
      if (found === undefined) return null;
      const sha256 = createHash('sha256').update(found.bytes).digest('hex');
      return { bytes: found.bytes.length, mediaType: found.mediaType, sha256 };
    },
    async readStart(key, maxBytes) {
      const start = objects.get(key)?.bytes.subarray(0, maxBytes) ?? null;
      storage.bytesRead += start?.length ?? 0;
      return start;
    },
    async read(key, maxBytes) {
      const found = objects.get(key)?.bytes ?? null;
      if (found && found.length > maxBytes) throw new RangeError(`Object ${key} has ${found.length} bytes.`);
      storage.bytesRead += found?.length ?? 0;
      return found;
    },
    async write(key, body, mediaType) {
      objects.set(key, { bytes: Uint8Array.from(body), mediaType });
    },
    async writeStream(key, source, mediaType) {
      const chunks: Buffer[] = [];
      for await (const chunk of source.open()) chunks.push(chunk);
      const bytes = new Uint8Array(Buffer.concat(chunks));
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      if (bytes.length !== source.bytes || sha256 !== source.sha256)
        throw new Error(`Object ${key} is not what was announced.`);
      objects.set(key, { bytes, mediaType });
    },
    async remove(keys) {
      for (const key of keys) objects.delete(key);
    },
    async list(prefix) {
      return [...objects.keys()].filter((key) => key.startsWith(prefix)).sort();
    },
    async page(after, limit) {
      const later = [...objects.entries()]
        .filter(([key]) => key > after)
        .sort(([a], [b]) => (a < b ? -1 : 1));
      return later
        .slice(0, limit)
        .map(([key, { modifiedAt }]) => ({ key, modifiedAt: modifiedAt ?? new Date() }));
    },
    async check() {},
  };
  return storage;
}
