import { Buffer } from 'node:buffer';
import { S3Error } from './errors.ts';

const maxLineBytes = 1024;
const maxTrailerLines = 16;

/**
 * Takes the `aws-chunked` framing off a body (chunk size in hex, CRLF, bytes, CRLF …), as the SDK sends streams.
 *
 * Yields the bytes as they come; trailing headers are put into `trailer`, names in lower case. Throws IncompleteBody.
 */
export async function* decodeAwsChunked(
  body: AsyncIterable<Buffer>,
  trailer: Map<string, string>,
): AsyncGenerator<Buffer> {
  const input = body[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);

  const more = async () => {
    const { done, value } = await input.next();
    if (done) throw new S3Error('incompleteBody');
    held = held.length === 0 ? value : Buffer.concat([held, value]);
  };
  const line = async () => {
    let end = held.indexOf('\r\n');
    for (; end === -1; end = held.indexOf('\r\n')) {
      if (held.length > maxLineBytes) throw new S3Error('incompleteBody');
      await more();
    }
    const text = held.subarray(0, end).toString('latin1');
    held = held.subarray(end + 2);
    return text;
  };

  for (;;) {
    const size = /^([0-9a-f]{1,8})(;.*)?$/i.exec(await line())?.[1];
    if (size === undefined) throw new S3Error('incompleteBody');
    let left = Number.parseInt(size, 16);
    if (left === 0) break;
    while (left > 0) {
      if (held.length === 0) await more();
      const part = held.subarray(0, left);
      held = held.subarray(part.length);
      left -= part.length;
      yield part;
    }
    if ((await line()) !== '') throw new S3Error('incompleteBody');
  }
  for (let lines = 0; lines < maxTrailerLines; lines++) {
    const text = await line();
    if (text === '') return;
    const colon = text.indexOf(':');
    if (colon > 0) trailer.set(text.slice(0, colon).trim().toLowerCase(), text.slice(colon + 1).trim());
  }
  throw new S3Error('incompleteBody');
}
