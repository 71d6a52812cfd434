import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** The folder of a bucket; the name must have passed `checkBucketName`, which leaves nothing a path could use. */
export function bucketFolder(directory: string, bucket: string): string {
  return join(directory, 'buckets', bucket);
}

/**
 * Where an object lies: the SHA-256 of its key, spread over 256 folders.
 *
 * No character of a key reaches the file system, so no key can leave its bucket, be too long for a file name, or
 * collide with another on a disk that ignores case. The key itself is in the object's record.
 */
export function objectPath(directory: string, bucket: string, key: string): string {
  if (!key.isWellFormed()) throw new TypeError('A key must be well-formed Unicode.');
  const name = createHash('sha256').update(key, 'utf8').digest('hex');
  return join(bucketFolder(directory, bucket), name.slice(0, 2), name);
}
