import { Buffer } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import { z } from 'zod';

const schema = z.object({
  key: z.string(),
  bytes: z.int().nonnegative(),
  /** MD5 of the bytes in hex; S3 calls it ETag. */
  etag: z.string(),
  /** Whole seconds would lose the order of a listing; HTTP rounds for itself. */
  modifiedAt: z.iso.datetime(),
  /** Response headers the object was stored with, lower-case: content-type, x-amz-meta-… */
  headers: z.record(z.string(), z.string()),
  /** Checksums it was stored with: header name → base64. */
  checksums: z.record(z.string(), z.string()),
});

/** Everything the store knows of an object but its bytes. */
export type ObjectRecord = z.infer<typeof schema>;

const mark = Buffer.from('SNAPOBJ1');
const tailBytes = 4 + mark.length;
/** Headers are bounded at 8 KB, a key at 1 KB; escaping may grow them. */
const maxRecordBytes = 128 * 1024;

/**
 * The end of an object's file: the record as JSON, its length in 4 bytes (big-endian), a mark.
 *
 * Bytes and record are one file, so one rename makes both appear: they can never disagree.
 */
export function encodeRecord(record: ObjectRecord): Buffer {
  const json = Buffer.from(JSON.stringify(record));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  return Buffer.concat([json, length, mark]);
}

/** Reads the record of an open object file; null when the file does not end in one. */
export async function readRecord(file: FileHandle): Promise<ObjectRecord | null> {
  const { size } = await file.stat();
  if (size < tailBytes) return null;
  // Most records fit into the first read; a second is made for one with long metadata.
  let tail = await readEnd(file, size, Math.min(size, 2048));
  if (!tail.subarray(-mark.length).equals(mark)) return null;
  const length = tail.readUInt32BE(tail.length - tailBytes);
  const whole = length + tailBytes;
  if (length > maxRecordBytes || whole > size) return null;
  if (whole > tail.length) tail = await readEnd(file, size, whole);
  const record = schema.safeParse(parseJson(tail.subarray(-whole, -tailBytes).toString()));
  return record.success && record.data.bytes + whole === size ? record.data : null;
}

async function readEnd(file: FileHandle, size: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, size - length);
  return buffer.subarray(0, bytesRead);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not a record; the schema refuses undefined.
    return undefined;
  }
}
