import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { decodeAwsChunked } from './aws-chunked.ts';
import { announcedChecksum, checkForm, type ExpectedChecksum, runningChecksum } from './checksums.ts';
import { S3Error } from './errors.ts';
import { header, type S3Request } from './request.ts';
import type { SignedPayload } from './signature.ts';

/** What a body must be: its size, and every digest that the request announces. */
export interface ExpectedPayload {
  bytes: number;
  signed: SignedPayload;
  /** hex */
  md5: string | null;
  checksum: ExpectedChecksum | null;
}

export interface ReceivedPayload {
  /** hex */
  md5: string;
  /** Header name → base64 of the announced checksum. */
  checksums: Record<string, string>;
}

/** Reads what the request announces of its body; throws when that is not well-formed. */
export function expectPayload(request: S3Request, signed: SignedPayload): ExpectedPayload {
  const md5 = contentMd5(request);
  const bytes = announcedBytes(request);
  if (bytes === null) throw new S3Error('missingContentLength');
  return { bytes, signed, md5, checksum: announcedChecksum(request) };
}

/** How many bytes the body will have, without any framing; null when the request does not say. */
export function announcedBytes(request: S3Request): number | null {
  const isStream = header(request, 'x-amz-content-sha256').startsWith('STREAMING-');
  const decoded = isStream ? request.headers.get('x-amz-decoded-content-length')?.[0] : undefined;
  if (decoded === undefined) return request.contentLength;
  return /^\d{1,15}$/.test(decoded) ? Number(decoded) : null;
}

/** Hands the body to `sink` as it arrives and throws unless all of it is what was announced. */
export async function receivePayload(
  request: S3Request,
  response: ServerResponse,
  expected: ExpectedPayload,
  sink: (chunk: Buffer) => Promise<void> | void,
): Promise<ReceivedPayload> {
  const { signed, checksum } = expected;
  const trailer = new Map<string, string>();
  const md5 = createHash('md5');
  const sha256 = signed.kind === 'sha256' ? createHash('sha256') : null;
  const running = checksum === null ? null : runningChecksum(checksum.name);
  let bytes = 0;

  // Only now is the client told to send: one that asked first never uploads what would be refused.
  if (header(request, 'expect') !== '') response.writeContinue();
  const body =
    signed.kind === 'unsigned-trailer' ? decodeAwsChunked(arriving(request), trailer) : arriving(request);
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > expected.bytes) throw new S3Error('incompleteBody');
    md5.update(chunk);
    sha256?.update(chunk);
    running?.update(chunk);
    await sink(chunk);
  }

  if (bytes !== expected.bytes) throw new S3Error('incompleteBody');
  if (signed.kind === 'sha256' && sha256?.digest('hex') !== signed.hex) throw new S3Error('sha256Mismatch');
  const md5Hex = md5.digest('hex');
  if (expected.md5 !== null && expected.md5 !== md5Hex) throw new S3Error('badDigest');
  if (checksum === null || running === null) return { md5: md5Hex, checksums: {} };
  const wanted = checksum.value ?? trailer.get(checksum.name) ?? '';
  checkForm(checksum.name, wanted);
  if (running.digest() !== wanted) throw new S3Error('checksumMismatch');
  return { md5: md5Hex, checksums: { [checksum.name]: wanted } };
}

/** A small body as text; throws EntityTooLarge before it reads more than `maxBytes`. */
export async function receiveText(
  request: S3Request,
  response: ServerResponse,
  expected: ExpectedPayload,
  maxBytes: number,
): Promise<string> {
  if (expected.bytes > maxBytes) throw new S3Error('entityTooLarge');
  const chunks: Buffer[] = [];
  await receivePayload(request, response, expected, (chunk) => void chunks.push(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

async function* arriving(request: S3Request): AsyncGenerator<Buffer> {
  try {
    // An early end must not destroy the connection: the answer still has to go out on it.
    for await (const chunk of request.body.iterator({ destroyOnReturn: false })) yield chunk;
  } catch (error) {
    throw new S3Error('incompleteBody', { cause: error });
  }
}

function contentMd5(request: S3Request): string | null {
  const text = request.headers.get('content-md5')?.[0];
  if (text === undefined) return null;
  const raw = Buffer.from(text, 'base64');
  if (raw.length !== 16 || raw.toString('base64') !== text) throw new S3Error('invalidDigest');
  return raw.toString('hex');
}
