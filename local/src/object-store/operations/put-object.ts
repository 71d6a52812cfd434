import { checkWriteConditions } from '../conditions.ts';
import { S3Error } from '../errors.ts';
import { answerEmpty, type Exchange, namedObject } from '../exchange.ts';
import { objectMetadata } from '../object-metadata.ts';
import { expectPayload, receivePayload } from '../payload.ts';

/** MinIO's limit for one PUT. */
const maxObjectBytes = 5 * 2 ** 40;

/** Stores an object: it appears whole, with what it announced, or not at all. */
export async function putObject(exchange: Exchange): Promise<void> {
  const { request, response, objects, signed } = exchange;
  const expected = expectPayload(request, signed);
  if (expected.bytes > maxObjectBytes) throw new S3Error('entityTooLarge');
  const headers = objectMetadata(request);
  const { bucket, key } = namedObject(exchange);
  // Said before the upload where it is known already, and decided again when the object takes its place.
  checkWriteConditions(request, objects.find(bucket, key));

  const incoming = await objects.receive();
  try {
    const { md5, checksums } = await receivePayload(request, response, expected, (chunk) =>
      incoming.write(chunk),
    );
    const modifiedAt = new Date().toISOString();
    const record = { key, bytes: expected.bytes, etag: md5, modifiedAt, headers, checksums };
    await incoming.commit(bucket, record, (current) => checkWriteConditions(request, current));
    response.setHeader('ETag', `"${md5}"`);
    for (const [name, value] of Object.entries(checksums)) response.setHeader(name, value);
    answerEmpty(response, 200);
  } finally {
    await incoming.discard();
  }
}
