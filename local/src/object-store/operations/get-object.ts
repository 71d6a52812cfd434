import { pipeline } from 'node:stream/promises';
import { parseRange } from '../byte-range.ts';
import { isNotModified } from '../conditions.ts';
import { S3Error } from '../errors.ts';
import { answerEmpty, type Exchange, namedObject } from '../exchange.ts';
import type { ObjectRecord } from '../object-record.ts';
import { header, headerValue, type S3Request } from '../request.ts';

const overrides: Record<string, string> = {
  'response-cache-control': 'cache-control',
  'response-content-disposition': 'content-disposition',
  'response-content-encoding': 'content-encoding',
  'response-content-language': 'content-language',
  'response-content-type': 'content-type',
  'response-expires': 'expires',
};

/** Serves an object, whole or a range of it; HEAD is the same without the bytes. */
export async function getObject(exchange: Exchange): Promise<void> {
  const { request, response, objects } = exchange;
  const { bucket, key } = namedObject(exchange);
  const found = await objects.open(bucket, key);
  if (found === null) throw new S3Error('noSuchKey');
  const { record, file } = found;
  try {
    response.setHeader('ETag', `"${record.etag}"`);
    response.setHeader('Last-Modified', new Date(record.modifiedAt).toUTCString());
    if (isNotModified(request, record)) return answerEmpty(response, 304);

    const range = parseRange(header(request, 'range'), record.bytes);
    const { start, length } = range ?? { start: 0, length: record.bytes };
    for (const [name, value] of responseHeaders(request, record, range !== null))
      response.setHeader(name, value);
    response.setHeader('Content-Length', length);
    if (range !== null)
      response.setHeader('Content-Range', `bytes ${start}-${start + length - 1}/${record.bytes}`);
    response.statusCode = range === null ? 200 : 206;
    if (request.method === 'HEAD' || length === 0) return void response.end();
    await pipeline(file.createReadStream({ start, end: start + length - 1, autoClose: false }), response);
  } finally {
    await file.close();
  }
}

/** What the object was stored with, its checksums when asked for, and what a signed link wants instead. */
function* responseHeaders(
  request: S3Request,
  record: ObjectRecord,
  partial: boolean,
): Iterable<[string, string]> {
  yield ['Accept-Ranges', 'bytes'];
  yield* Object.entries(record.headers);
  // Of a part, the checksum of the whole would be wrong; S3 leaves it out.
  if (header(request, 'x-amz-checksum-mode') === 'ENABLED' && !partial)
    yield* Object.entries(record.checksums);
  for (const [name, values] of request.query ?? []) {
    const target = overrides[name.toLowerCase()];
    if (target !== undefined) yield [target, headerValue(values.join(','))];
  }
}
