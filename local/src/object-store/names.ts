import { isIPv4 } from 'node:net';
import { posix } from 'node:path';
import { S3Error } from './errors.ts';

/** Throws for a path with "." or ".." as a part, however it was written. */
export function checkPathParts(path: string): void {
  if (path.length > 32 * 1024 || hasDotPart(path)) throw new S3Error('invalidResourceName');
}

/** Throws unless the name is one S3 allows for a bucket. */
export function checkBucketName(name: string): void {
  const allowed =
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !/\.\.|\.-|-\./.test(name) && !isIPv4(name);
  if (!allowed) throw new S3Error('invalidBucketName');
}

/** A key that was sent with a slash before it is meant without. */
export function withoutLeadingSlash(key: string): string {
  return key.startsWith('/') ? posix.normalize(key).replace(/^\/+/, '') : key;
}

/** Throws unless MinIO would store an object of this name: what is refused here would be refused in production. */
export function checkKey(key: string): void {
  if (Buffer.byteLength(key) > 1024) throw new S3Error('keyTooLong');
  const allowed =
    key !== '' &&
    !key.includes('//') &&
    !key.includes('\0') &&
    key.isWellFormed() &&
    !hasDotPart(key) &&
    key.split('/').every((part) => Buffer.byteLength(part) <= 255);
  if (!allowed) throw new S3Error('invalidObjectName');
}

function hasDotPart(path: string): boolean {
  return path.split(/[/\\]/).some((part) => /^\s*\.\.?\s*$/.test(part));
}
