import { Buffer } from 'node:buffer';
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { canonicalRequestHash } from './canonical-request.ts';
import {
  type Credential,
  parseAmzDate,
  parseAuthorization,
  parseCredential,
  splitSignedHeaders,
} from './credential.ts';
import { S3Error } from './errors.ts';
import { header, parameter, type S3Request } from './request.ts';
import { checkMetadataIsSigned, extractSignedHeaders } from './signed-headers.ts';

export interface Signer {
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/** What the signature says about the body: this SHA-256 (hex), nothing, or aws-chunked with a trailer. */
export type SignedPayload =
  | { kind: 'sha256'; hex: string }
  | { kind: 'unsigned' }
  | { kind: 'unsigned-trailer' };

const algorithm = 'AWS4-HMAC-SHA256';
const maxSkewMs = 15 * 60 * 1000;
const emptySha256 = createHash('sha256').digest('hex');
const unsignedTrailer = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';

/** Verifies a request's AWS Signature Version 4, in the header or in the query; throws the S3 error to answer with. */
export function verifySignature(request: S3Request, signer: Signer, now: number): SignedPayload {
  if (isSignedStream(request) && header(request, 'authorization') === '')
    throw new S3Error('authorizationEmpty');
  const form = signatureForm(request);
  const streaming =
    request.method === 'PUT' && header(request, 'x-amz-content-sha256').startsWith('STREAMING-');
  if (request.headers.has('x-amz-security-token') || request.query?.has('X-Amz-Security-Token'))
    throw new S3Error('invalidToken');
  const payloadHash = form === 'query' ? verifyQuery(request, signer, now) : verifyHeader(request, signer);
  if (!streaming) return signedPayload(payloadHash, form);
  // A streaming body is announced in the Authorization form only. A link says nothing of it, so nobody signed it.
  if (form === 'query') throw new S3Error('signatureMismatch');
  if (payloadHash !== unsignedTrailer) throw new S3Error('notImplemented');
  return { kind: 'unsigned-trailer' };
}

/** Checks the date of a request signed in its header; MinIO does this before it looks at anything else. */
export function checkRequestDate(request: S3Request, now: number): void {
  if (!header(request, 'authorization').startsWith(algorithm) && !isSignedStream(request)) return;
  const text = header(request, 'x-amz-date') || header(request, 'date');
  if (text === '') throw new S3Error('dateMissing');
  const at = parseAmzDate(text) ?? Date.parse(text);
  if (Number.isNaN(at)) throw new S3Error('dateMalformed');
  if (Math.abs(now - at) > maxSkewMs) throw new S3Error('timeSkewed');
}

/** True when the request is signed in its header and in its query. */
export function isSignedTwice(request: S3Request): boolean {
  return (
    header(request, 'authorization').startsWith('AWS') && (request.query?.has('X-Amz-Credential') ?? false)
  );
}

export function isUpload(request: S3Request): boolean {
  return request.method === 'PUT' && request.key !== '';
}

function isSignedStream(request: S3Request): boolean {
  return request.method === 'PUT' && header(request, 'x-amz-content-sha256').startsWith('STREAMING-AWS4-');
}

function signatureForm(request: S3Request): 'header' | 'query' {
  if (request.query === null) throw new S3Error('signatureUnsupported');
  if (header(request, 'authorization').startsWith(algorithm)) return 'header';
  if (request.headers.has('authorization') || request.query.has('AWSAccessKeyId'))
    throw new S3Error('signatureUnsupported');
  if (request.query.has('X-Amz-Credential')) return 'query';
  throw new S3Error('accessDenied');
}

function verifyHeader(request: S3Request, signer: Signer): string {
  const { credential, signedHeaders, signature } = parseAuthorization(
    header(request, 'authorization'),
    signer.region,
  );
  checkAccessKey(credential, signer);
  const date = header(request, 'x-amz-date') || header(request, 'date');
  if (parseAmzDate(date) === null) throw new S3Error('dateMalformed');
  const payloadHash = request.headers.get('x-amz-content-sha256')?.[0] ?? emptySha256;
  const hash = canonicalRequestHash({
    method: request.method,
    path: request.path,
    query: request.query ?? [],
    signedHeaders: extractSignedHeaders(request, signedHeaders),
    payloadHash,
  });
  compare(signature, sign(hash, date, credential, signer));
  return payloadHash;
}

function verifyQuery(request: S3Request, signer: Signer, now: number): string {
  if (isUpload(request)) checkUploader(request, signer);
  const read = (name: string) => parameter(request, `X-Amz-${name}`);
  const [algorithmName, credentialText, signature] = [
    read('Algorithm'),
    read('Credential'),
    read('Signature'),
  ];
  const [date, signedHeadersText, expiresText] = [read('Date'), read('SignedHeaders'), read('Expires')];
  if (
    algorithmName === undefined ||
    credentialText === undefined ||
    signature === undefined ||
    date === undefined ||
    signedHeadersText === undefined ||
    expiresText === undefined
  )
    throw new S3Error('parametersMissing');
  if (algorithmName !== algorithm) throw new S3Error('queryAlgorithmUnsupported');
  const credential = parseCredential(credentialText, signer.region);
  const signedAt = parseAmzDate(date);
  if (signedAt === null) throw new S3Error('presignedDateMalformed');
  const expiresSeconds = parseExpires(expiresText);
  const names = splitSignedHeaders(signedHeadersText);
  if (signature === '') throw new S3Error('missingFields');
  checkAccessKey(credential, signer);

  const signedHeaders = extractSignedHeaders(request, names);
  checkMetadataIsSigned(request, signedHeaders);
  if (signedAt > now + maxSkewMs) throw new S3Error('notYetValid');
  if (now - signedAt > expiresSeconds * 1000) throw new S3Error('expired');

  const payloadHash =
    read('Content-Sha256') ?? request.headers.get('x-amz-content-sha256')?.[0] ?? 'UNSIGNED-PAYLOAD';
  const hash = canonicalRequestHash({
    method: request.method,
    path: request.path,
    query: [...(request.query ?? [])].filter(([name]) => name !== 'X-Amz-Signature'),
    signedHeaders,
    payloadHash,
  });
  compare(signature, sign(hash, date, credential, signer));
  return payloadHash;
}

function signedPayload(payloadHash: string, form: 'header' | 'query'): SignedPayload {
  if (payloadHash === 'UNSIGNED-PAYLOAD') return { kind: 'unsigned' };
  if (!/^[0-9a-f]{64}$/i.test(payloadHash)) throw new S3Error('sha256Mismatch');
  // An Authorization without the header covers an empty body only; so says its default.
  return {
    kind: 'sha256',
    hex: (form === 'header' ? payloadHash || emptySha256 : payloadHash).toLowerCase(),
  };
}

/** MinIO looks up who uploads before it looks at how the link is signed, and takes a bad credential for a missing one. */
function checkUploader(request: S3Request, signer: Signer): void {
  let credential: Credential;
  try {
    credential = parseCredential(parameter(request, 'X-Amz-Credential') ?? '', signer.region);
  } catch (error) {
    throw new S3Error('missingFields', { cause: error });
  }
  checkAccessKey(credential, signer);
}

/** Whole seconds; throws for what is no number, negative, or more than a week. */
function parseExpires(text: string): number {
  if (!/^-?\d+(\.\d+)?$/.test(text)) throw new S3Error('expiresMalformed');
  const seconds = Number(text);
  if (seconds < 0) throw new S3Error('expiresNegative');
  if (seconds > 604_800) throw new S3Error('expiresTooLong');
  return seconds;
}

function checkAccessKey(credential: Credential, signer: Signer): void {
  if (credential.accessKeyId !== signer.accessKeyId) throw new S3Error('invalidAccessKey');
}

function sign(requestHash: string, date: string, credential: Credential, signer: Signer): string {
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const dateKey = hmac(`AWS4${signer.secretAccessKey}`, credential.date);
  const key = hmac(hmac(hmac(dateKey, credential.region), 's3'), 'aws4_request');
  return hmac(key, [algorithm, date, credential.scope, requestHash].join('\n')).toString('hex');
}

function compare(given: string, expected: string): void {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  if (a.length !== b.length || !timingSafeEqual(a, b)) throw new S3Error('signatureMismatch');
}
