import { Transform } from 'node:stream';

const headerBytes = 8;
/** Docker sends 32 KB at a time; more than this is not Docker. */
const largestFrame = 16 * 1024 * 1024;

/**
 * Takes Docker's attached stream apart: stdout goes on, stderr is handed to `onStderr`.
 *
 * Linear time and no copies: what belongs to a frame is passed on as it comes, never put together. Fails on
 * a stream that is not Docker's. A frame is 8 bytes (stream, 0, 0, 0, big-endian length) and its bytes.
 */
export function demultiplex(onStderr: (bytes: Buffer) => void): Transform {
  const header = Buffer.alloc(headerBytes);
  let headerHas = 0;
  let left = 0;

  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      let at = 0;
      while (at < chunk.length) {
        if (left > 0) {
          const part = chunk.subarray(at, at + left);
          at += part.length;
          left -= part.length;
          if (header[0] === 2) onStderr(part);
          else if (header[0] === 1) this.push(part);
          continue;
        }
        const copied = chunk.copy(header, headerHas, at, at + headerBytes - headerHas);
        at += copied;
        headerHas += copied;
        if (headerHas < headerBytes) break;
        headerHas = 0;
        left = header.readUInt32BE(4);
        if ((header[0] ?? 255) > 2 || header.readUIntBE(1, 3) !== 0 || left > largestFrame)
          return done(new Error('The Docker daemon sent something else than the output of the container.'));
      }
      done();
    },
  });
}
