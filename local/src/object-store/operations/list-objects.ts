import { Buffer } from 'node:buffer';
import { S3Error } from '../errors.ts';
import { answerXml, type Exchange } from '../exchange.ts';
import { checkKey } from '../names.ts';
import type { ObjectRecord } from '../object-record.ts';
import { parameter, type S3Request } from '../request.ts';
import { type Element, element } from '../xml.ts';

const pageLimit = 1000;

/** Lists a bucket in the byte order of its keys, a page at a time; a delimiter folds what shares a prefix (V2). */
export async function listObjects({ request, response, objects }: Exchange): Promise<void> {
  const { prefix, delimiter, startAfter, after, maxKeys, encodingType, token } = listingParameters(request);
  if (!objects.hasBucket(request.bucket)) throw new S3Error('noSuchBucket');
  const { entries, truncated } = page([...objects.records(request.bucket)], {
    prefix,
    delimiter,
    after,
    maxKeys,
  });
  const last = entries.at(-1)?.name;
  const name = (text: string) => (encodingType === 'url' ? encodeName(text) : text);
  const common = entries.filter((entry) => entry.record === null);

  answerXml(
    response,
    200,
    element('ListBucketResult', [
      element('Name', request.bucket),
      element('Prefix', name(prefix)),
      element('StartAfter', startAfter === '' ? undefined : name(startAfter)),
      element('ContinuationToken', token),
      element('NextContinuationToken', truncated && last !== undefined ? encodeToken(last) : undefined),
      element('KeyCount', entries.length),
      element('MaxKeys', maxKeys),
      element('Delimiter', delimiter === '' ? undefined : name(delimiter)),
      element('IsTruncated', truncated),
      ...entries.flatMap(({ record }) => (record === null ? [] : [contents(record, name)])),
      ...common.map((entry) => element('CommonPrefixes', [element('Prefix', name(entry.name))])),
      element('EncodingType', encodingType === '' ? undefined : encodingType),
    ]),
  );
}

function listingParameters(request: S3Request) {
  const read = (name: string) => parameter(request, name) ?? '';
  const token = parameter(request, 'continuation-token');
  if (token === '') throw new S3Error('continuationTokenInvalid');
  const maxKeysText = read('max-keys') === '' ? String(pageLimit) : read('max-keys');
  if (!/^\+?\d{1,10}$/.test(maxKeysText)) throw new S3Error('maxKeysInvalid');
  const encodingType = read('encoding-type').toLowerCase();
  if (encodingType !== '' && encodingType !== 'url') throw new S3Error('encodingTypeInvalid');
  const prefix = read('prefix');
  if (prefix !== '') checkKey(prefix);
  const marker = token === undefined ? '' : decodeToken(token);
  if (!marker.startsWith(token === undefined ? '' : prefix)) throw new S3Error('notImplemented');
  const startAfter = read('start-after');
  const after = token === undefined ? startAfter : marker;
  const maxKeys = Number(maxKeysText);
  return { prefix, delimiter: read('delimiter'), startAfter, after, maxKeys, encodingType, token };
}

interface Entry {
  name: string;
  /** null for a common prefix */
  record: ObjectRecord | null;
}

function page(
  records: ObjectRecord[],
  {
    prefix,
    delimiter,
    after,
    maxKeys,
  }: { prefix: string; delimiter: string; after: string; maxKeys: number },
): { entries: Entry[]; truncated: boolean } {
  const limit = Math.min(maxKeys, pageLimit);
  const names = new Map<string, Entry>();
  for (const record of records) {
    if (!record.key.startsWith(prefix)) continue;
    const end = delimiter === '' ? -1 : record.key.indexOf(delimiter, prefix.length);
    const name = end === -1 ? record.key : record.key.slice(0, end + delimiter.length);
    if (after === '' || compareBytes(name, after) > 0)
      names.set(name, { name, record: end === -1 ? record : null });
  }
  const sorted = [...names.values()].sort((a, b) => compareBytes(a.name, b.name));
  return { entries: sorted.slice(0, limit), truncated: limit > 0 && sorted.length > limit };
}

/** S3 orders by UTF-8 bytes; JavaScript's own order differs beyond the basic plane. */
function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function contents(record: ObjectRecord, name: (text: string) => string): Element {
  return element('Contents', [
    element('Key', name(record.key)),
    element('LastModified', record.modifiedAt),
    element('ETag', `"${record.etag}"`),
    element('Size', record.bytes),
    element('StorageClass', 'STANDARD'),
  ]);
}

function encodeToken(last: string): string {
  return Buffer.from(last).toString('base64');
}

function decodeToken(token: string): string {
  const raw = Buffer.from(token, 'base64');
  if (raw.toString('base64') !== token) throw new S3Error('continuationTokenInvalid');
  return raw.toString('utf8');
}

/** encoding-type=url: as a form would, but for the slash. */
function encodeName(text: string): string {
  const escaped = encodeURIComponent(text).replace(
    /[!'()]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return escaped.replaceAll('%2F', '/').replaceAll('%20', '+');
}
