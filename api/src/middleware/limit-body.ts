import { AppError } from '@snaprun/core/errors';
import { bodyLimit } from 'hono/body-limit';

/** What a body may weigh; pictures go to the storage and never come here. */
export const maxBodyBytes = 256 * 1024;

/** As far as a body that is refused is still read. */
const maxReadBytes = 16 * maxBodyBytes;

/**
 * Refuses bodies that are too large, with a 413.
 *
 * The rest is read first, to a bound: a server that answers and closes while its caller still sends resets the
 * connection, and the caller sees that instead of the answer.
 */
export const limitBody = bodyLimit({
  maxSize: maxBodyBytes,
  onError: async ({ req }) => {
    const { body } = req.raw;
    let read = 0;
    // Where no length was announced, the body was read as far as it may go and belongs to who read it.
    for await (const chunk of body === null || body.locked ? [] : body) {
      read += chunk.byteLength;
      if (read > maxReadBytes) break;
    }
    throw new AppError(
      'payload_too_large',
      'The body is larger than 256 KB. A picture is uploaded to the address that POST /v1/files answers with.',
    );
  },
});
