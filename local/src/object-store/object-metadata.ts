import { S3Error } from './errors.ts';
import { headerValue, type S3Request, utf8 } from './request.ts';

const kept = [
  'content-type',
  'cache-control',
  'content-language',
  'content-encoding',
  'content-disposition',
  'expires',
];
const userPrefix = 'x-amz-meta-';

/** The headers an object is stored with and served with, from the query (a link may carry them there) and the header. */
export function objectMetadata(request: S3Request): Record<string, string> {
  const metadata: Record<string, string> = { 'content-type': 'binary/octet-stream' };
  for (const [name, values] of request.query ?? []) {
    if (isKept(name.toLowerCase())) metadata[name.toLowerCase()] = values.join(',');
  }
  for (const [name, values] of request.headers) {
    if (isKept(name)) metadata[name] = utf8(values.join(','));
  }
  if (metadata['content-type'] === '') metadata['content-type'] = 'application/octet-stream';
  if (Number.isNaN(Date.parse(metadata.expires ?? '0'))) delete metadata.expires;
  const encoding = metadata['content-encoding'];
  if (encoding !== undefined) {
    // The framing of the transfer is not how the object is encoded.
    const left = encoding.split(',').filter((part) => part.trim() !== 'aws-chunked');
    if (left.length === 0) delete metadata['content-encoding'];
    else metadata['content-encoding'] = left.join(',');
  }
  return Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name, headerValue(value)]));
}

/** Throws when the headers are larger than S3 allows, or use a name that MinIO keeps for itself. */
export function checkHeaderSizes(request: S3Request): void {
  let [all, user] = [0, 0];
  for (const [name, values] of request.headers) {
    if (name.startsWith('x-minio-internal-')) throw new S3Error('metadataUnsupported');
    const bytes = name.length + (values[0]?.length ?? 0);
    all += bytes;
    if (name.startsWith(userPrefix)) user += bytes;
  }
  if (all > 8 * 1024 || user > 2 * 1024) throw new S3Error('metadataTooLarge');
}

function isKept(name: string): boolean {
  // A link can name metadata with characters that no response header may have.
  return kept.includes(name) || (name.startsWith(userPrefix) && /^[\w!#$%&'*+.^`|~-]+$/.test(name));
}
