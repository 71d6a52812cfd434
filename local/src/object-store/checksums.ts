import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { S3Error } from './errors.ts';
import { header, type S3Request } from './request.ts';

/** The checksums a client may announce, by the header it uses, with the length of each in bytes. */
const lengths = {
  'x-amz-checksum-sha256': 32,
  'x-amz-checksum-sha1': 20,
  'x-amz-checksum-crc32': 4,
  'x-amz-checksum-crc32c': 4,
  'x-amz-checksum-crc64nvme': 8,
} as const;

export type ChecksumHeader = keyof typeof lengths;

/** A checksum to hold the body to; `value` is base64, or null when the trailer will bring it. */
export interface ExpectedChecksum {
  name: ChecksumHeader;
  value: string | null;
}

/** Reads the announced checksum, if any; throws when there are several, or one that is not well-formed. */
export function announcedChecksum(request: S3Request): ExpectedChecksum | null {
  const trailer = request.headers.get('x-amz-trailer')?.map((name) => name.toLowerCase()) ?? [];
  const names = Object.keys(lengths) as ChecksumHeader[];
  const found: ExpectedChecksum[] = names
    .filter((name) => trailer.includes(name))
    .map((name) => ({ name, value: null }));
  if (found.length === 0) {
    const present = names.filter((name) => header(request, name) !== '');
    found.push(...present.map((name) => ({ name, value: header(request, name) })));
  }
  if (found.length > 1) throw new S3Error('checksumInvalid');
  const [only] = found;
  if (only === undefined) return null;
  if (only.value !== null) checkForm(only.name, only.value);
  // No SDK sends these two unless asked to; refusing is honest where ignoring would not be.
  if (only.name === 'x-amz-checksum-crc32c' || only.name === 'x-amz-checksum-crc64nvme')
    throw new S3Error('notImplemented');
  return only;
}

/** Throws unless the text is base64 of as many bytes as this checksum has. */
export function checkForm(name: ChecksumHeader, value: string): void {
  const raw = Buffer.from(value, 'base64');
  if (raw.length !== lengths[name] || raw.toString('base64') !== value) throw new S3Error('checksumInvalid');
}

export interface RunningChecksum {
  update(chunk: Uint8Array): void;
  /** base64 */
  digest(): string;
}

export function runningChecksum(name: ChecksumHeader): RunningChecksum {
  if (name === 'x-amz-checksum-crc32') return runningCrc32();
  const hash = createHash(name === 'x-amz-checksum-sha1' ? 'sha1' : 'sha256');
  return { update: (chunk) => void hash.update(chunk), digest: () => hash.digest('base64') };
}

function runningCrc32(): RunningChecksum {
  let value = 0;
  return {
    update(chunk) {
      value = crc32(chunk, value);
    },
    digest() {
      const raw = Buffer.alloc(4);
      raw.writeUInt32BE(value);
      return raw.toString('base64');
    },
  };
}
