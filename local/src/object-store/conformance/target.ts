import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { type IncomingHttpHeaders, request } from 'node:http';
import { PutObjectCommand, type PutObjectCommandInput, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { Differences } from './differences.ts';

/** A running S3 store under test: ours or a real one. The suite talks to all in the same words. */
export interface Target {
  name: string;
  endpoint: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Exists and is empty. */
  bucket: string;
  /** The one origin that pages may come from. */
  origin: string;
}

export interface ComparedTarget extends Target {
  /** Where it is known to answer otherwise than the suite says. */
  differences: Differences;
}

export interface Answer {
  status: number;
  /** The S3 error code, or an empty string. */
  code: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface RawRequest {
  method?: string;
  headers?: Record<string, string>;
  body?: Uint8Array | string;
}

export function clientOf(
  target: Target,
  options: { now?: Date; accessKeyId?: string; secretAccessKey?: string } = {},
) {
  const { accessKeyId = target.accessKeyId, secretAccessKey = target.secretAccessKey, now } = options;
  return new S3Client({
    endpoint: target.endpoint,
    region: target.region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 1,
    ...(now === undefined ? {} : { systemClockOffset: now.getTime() - Date.now() }),
  });
}

/** Sends a request exactly as written: nothing is normalised, and no header is added but host and content-length. */
export function send(url: string, { method = 'GET', headers = {}, body }: RawRequest = {}): Promise<Answer> {
  const { hostname, port } = new URL(url);
  const path = url.slice(url.indexOf('/', 'http://'.length));
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, path, method, headers, agent: false }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const whole = Buffer.concat(chunks);
        const code = /<Code>(\w+)<\/Code>/.exec(whole.toString('latin1'))?.[1] ?? '';
        resolve({ status: incoming.statusCode ?? 0, code, headers: incoming.headers, body: whole });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

export const sha256Base64 = (bytes: Uint8Array | string) =>
  createHash('sha256').update(bytes).digest('base64');
export const sha256Hex = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');

export interface UploadLink {
  url: string;
  headers: Record<string, string>;
}

/** The presigned PUT of the contract: size, type, SHA-256 and "not there yet" are signed. */
export async function uploadLink(
  target: Target,
  key: string,
  bytes: Uint8Array,
  options: {
    expiresIn?: number;
    signingDate?: Date;
    client?: S3Client;
    more?: Partial<PutObjectCommandInput>;
  } = {},
): Promise<UploadLink> {
  const checksum = sha256Base64(bytes);
  const command = new PutObjectCommand({
    Bucket: target.bucket,
    Key: key,
    ContentLength: bytes.length,
    ContentType: 'image/png',
    ChecksumSHA256: checksum,
    IfNoneMatch: '*',
    ...options.more,
  });
  const url = await getSignedUrl(options.client ?? clientOf(target), command, {
    expiresIn: options.expiresIn ?? 300,
    signableHeaders: new Set([
      'content-type',
      'content-length',
      'host',
      'x-amz-checksum-sha256',
      'if-none-match',
    ]),
    unhoistableHeaders: new Set(['x-amz-checksum-sha256', 'if-none-match']),
    ...(options.signingDate === undefined ? {} : { signingDate: options.signingDate }),
  });
  return {
    url,
    headers: { 'content-type': 'image/png', 'x-amz-checksum-sha256': checksum, 'if-none-match': '*' },
  };
}

let counter = 0;

/** A key no other test uses. */
export function freshKey(folder = 'inputs'): string {
  counter += 1;
  return `${folder}/fil_${counter}_${Math.random().toString(36).slice(2)}`;
}
