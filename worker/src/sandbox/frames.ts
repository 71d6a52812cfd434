import { createHmac, timingSafeEqual } from 'node:crypto';

/** A frame as it came: the payload is still hostile bytes. */
export interface Frame {
  kind: FrameKind;
  payload: Buffer;
}

export type FrameKind = 'ready' | 'started' | 'stdout' | 'stderr' | 'figures' | 'file' | 'skipped' | 'result';

/** What the sandbox sent is not the protocol, or more than it may send. */
export class ProtocolViolation extends Error {
  override readonly name = 'ProtocolViolation';
}

/** Letter on the wire, and the largest payload each kind may have. */
const wire: Readonly<Record<string, { kind: FrameKind; largest: number }>> = {
  R: { kind: 'ready', largest: 4 * 1024 },
  S: { kind: 'started', largest: 0 },
  O: { kind: 'stdout', largest: 64 * 1024 },
  E: { kind: 'stderr', largest: 64 * 1024 },
  G: { kind: 'figures', largest: 2 * 1024 * 1024 },
  F: { kind: 'file', largest: 64 * 1024 * 1024 },
  K: { kind: 'skipped', largest: 8 * 1024 },
  X: { kind: 'result', largest: 256 * 1024 },
};
const headerBytes = 5;
const sealBytes = 16;

/** How long the key is that the supervisor seals its answer with. */
export const keyBytes = 32;
/** The protocol that the supervisor must say it speaks. */
export const protocolVersion = 2;

/**
 * An incremental parser: feed it chunks, it calls back with whole frames, in linear time.
 *
 * Throws `ProtocolViolation` on an unknown letter, an oversized length, more than `totalBytes` in all,
 * a frame out of place (`ready` comes first and once, nothing comes after `result`), or one that was not
 * sealed with the job's key: where a kernel lets programs write to the descriptors of their supervisor,
 * this is what tells the two apart.
 */
export function createFrameParser(key: Buffer, totalBytes: number, onFrame: (frame: Frame) => void) {
  let parts: Buffer[] = [];
  let buffered = 0;
  let seen = 0;
  let wanted = headerBytes;
  let header: { kind: FrameKind; bytes: Buffer } | null = null;
  let sealed = 0;
  let place: 'start' | 'middle' | 'end' = 'start';

  const take = (): Buffer => {
    const all = parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts, buffered);
    const rest = all.subarray(wanted);
    parts = rest.length > 0 ? [rest] : [];
    buffered = rest.length;
    return all.subarray(0, wanted);
  };

  return {
    push(chunk: Buffer): void {
      seen += chunk.length;
      if (seen > totalBytes) throw new ProtocolViolation(`The sandbox sent more than ${totalBytes} bytes.`);
      if (place === 'end' && chunk.length > 0)
        throw new ProtocolViolation('The sandbox sent more after its result.');
      parts.push(chunk);
      buffered += chunk.length;
      while (buffered >= wanted) {
        const bytes = take();
        if (header === null) {
          const { kind, length } = parseHeader(bytes, place === 'start');
          header = { kind, bytes };
          wanted = length + (kind === 'ready' ? 0 : sealBytes);
        } else {
          const { kind } = header;
          const payload = kind === 'ready' ? bytes : opened(key, sealed++, header.bytes, bytes);
          place = kind === 'result' ? 'end' : 'middle';
          header = null;
          wanted = headerBytes;
          onFrame({ kind, payload });
          if (place === 'end' && buffered > 0)
            throw new ProtocolViolation('The sandbox sent more after its result.');
        }
      }
    },
    /** Whether the result, which is the last frame, has come. */
    isComplete: (): boolean => place === 'end',
  };
}

function parseHeader(bytes: Buffer, first: boolean): { kind: FrameKind; length: number } {
  const entry = wire[String.fromCharCode(bytes[0] ?? 0)];
  const length = bytes.readUInt32BE(1);
  if (!entry) throw new ProtocolViolation('The sandbox sent a frame of an unknown kind.');
  if (length > entry.largest)
    throw new ProtocolViolation(`A ${entry.kind} frame of ${length} bytes is too large.`);
  if (first !== (entry.kind === 'ready'))
    throw new ProtocolViolation(`A ${entry.kind} frame is out of place.`);
  return { kind: entry.kind, length };
}

/** The seal of the frame with this number: over the number, the header and the payload. */
export function sealOf(key: Buffer, number: number, header: Buffer, payload: Buffer): Buffer {
  const place = Buffer.alloc(8);
  place.writeBigUInt64BE(BigInt(number));
  const seal = createHmac('sha256', key).update(place).update(header).update(payload).digest();
  return seal.subarray(0, sealBytes);
}

function opened(key: Buffer, number: number, header: Buffer, sealed: Buffer): Buffer {
  const payload = sealed.subarray(0, -sealBytes);
  if (!timingSafeEqual(sealOf(key, number, header, payload), sealed.subarray(-sealBytes)))
    throw new ProtocolViolation('A frame was not written by the supervisor.');
  return payload;
}

const magic = `\nSNAPRUN-JOB-${protocolVersion}\n`;

/** What the supervisor is told with a job; every key is required and a whole number. */
export interface WireLimits {
  wallMs: number;
  memoryBytes: number;
  /** 0: do not limit, the kernel would count other programs' processes as well. */
  processes: number;
  cpus: number;
  outputBytes: number;
  fileBytes: number;
  totalFileBytes: number;
  files: number;
}

/** The bytes that hand a job to a supervisor: marker, header length, header, code, picture, key. */
export function encodeJob(code: string, picture: Uint8Array | null, limits: WireLimits, key: Buffer): Buffer {
  const codeBytes = Buffer.from(code, 'utf8');
  const header = Buffer.from(
    JSON.stringify({ codeBytes: codeBytes.length, inputBytes: picture?.length ?? 0, limits }),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32BE(header.length);
  return Buffer.concat([Buffer.from(magic), length, header, codeBytes, picture ?? Buffer.alloc(0), key]);
}
