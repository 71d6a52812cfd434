import type { IncomingMessage } from 'node:http';
import { ApiError } from './api-error.ts';

/** A picture of 1.6 megapixels in base64 fits four times. */
const maxBodyBytes = 8 * 1024 * 1024;

/** The body as text; throws a 413 as soon as more than `maxBodyBytes` is announced or has come. */
export async function readRequestBody(request: IncomingMessage): Promise<string> {
  const tooLarge = () =>
    new ApiError(
      413,
      `The body is larger than ${maxBodyBytes} bytes. Send a smaller picture or a shorter text.`,
    );
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let length = 0;
  // Left early, the connection must stay open for the refusal to reach the caller.
  const body: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
  for await (const chunk of body) {
    length += chunk.length;
    if (length > maxBodyBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
