import { AppError } from '@snaprun/core/errors';
import { bodyLimit } from 'hono/body-limit';

/** What a body may weigh; pictures go to the storage and never come here. */
export const maxBodyBytes = 256 * 1024;

export const limitBody = bodyLimit({
  maxSize: maxBodyBytes,
  onError: () => {
    throw new AppError(
      'payload_too_large',
      'The body is larger than 256 KB. A picture is uploaded to the address that POST /v1/files answers with.',
    );
  },
});
