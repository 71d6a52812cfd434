import { S3Error } from './errors.ts';
import type { S3Request } from './request.ts';

/** The named headers with their values; a header that is named but absent was signed and then left out. */
export function extractSignedHeaders(
  request: S3Request,
  names: readonly string[],
): Map<string, readonly string[]> {
  if (!names.includes('host')) throw new S3Error('unsignedHeaders');
  const found = new Map<string, readonly string[]>();
  for (const name of names) {
    const values = request.headers.get(name.toLowerCase()) ?? request.query?.get(name);
    if (values !== undefined) found.set(name.toLowerCase(), values);
    else if (name === 'content-length') found.set(name, [String(request.contentLength ?? -1)]);
    else throw new S3Error('unsignedHeaders');
  }
  return found;
}

/** Throws when user metadata was added to a link that does not sign it. */
export function checkMetadataIsSigned(
  request: S3Request,
  signedHeaders: ReadonlyMap<string, readonly string[]>,
): void {
  for (const [name, values] of request.headers) {
    if (name.startsWith('x-amz-meta-') && signedHeaders.get(name)?.[0] !== values[0])
      throw new S3Error('unsignedHeaders');
  }
}
