import { S3Error } from './errors.ts';
import type { ObjectRecord } from './object-record.ts';
import { header, type S3Request } from './request.ts';

/** Throws unless `if-match` and `if-none-match` of a write hold for what the key holds now. */
export function checkWriteConditions(request: S3Request, current: ObjectRecord | null): void {
  const ifMatch = header(request, 'if-match');
  const ifNoneMatch = header(request, 'if-none-match');
  if (current === null) {
    if (ifMatch !== '') throw new S3Error('noSuchKey');
    return;
  }
  if (ifMatch !== '' && !matches(current, ifMatch)) throw failed(current);
  if (ifNoneMatch !== '' && matches(current, ifNoneMatch)) throw failed(current);
}

/** True when the client's copy is still good (304); throws PreconditionFailed when it asked for another one. */
export function isNotModified(request: S3Request, record: ObjectRecord): boolean {
  const read = (name: string) => header(request, name);
  const modified = Math.floor(Date.parse(record.modifiedAt) / 1000) * 1000;
  // A date that cannot be read compares as false, which means: ignore it, as HTTP asks.
  if (read('if-none-match') !== '' && matches(record, read('if-none-match'))) return true;
  if (modified <= Date.parse(read('if-modified-since'))) return true;
  if (read('if-match') !== '' && !matches(record, read('if-match'))) throw failed(record);
  if (read('if-match') === '' && modified > Date.parse(read('if-unmodified-since'))) throw failed(record);
  return false;
}

function matches(record: ObjectRecord, wanted: string): boolean {
  return wanted.trim() === '*' || wanted.replace(/^"*([^"]*)"*$/, '$1') === record.etag;
}

function failed(record: ObjectRecord): S3Error {
  const lastModified = new Date(record.modifiedAt).toUTCString();
  return new S3Error('preconditionFailed', {
    headers: { ETag: `"${record.etag}"`, 'Last-Modified': lastModified },
  });
}
