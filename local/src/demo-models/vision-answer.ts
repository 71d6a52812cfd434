import type { Spec } from '@snaprun/core/spec';
import { ApiError } from './api-error.ts';
import { type ChatRequest, pictureUrls, userText } from './chat-request.ts';
import { decodeDataUrl } from './data-url.ts';

/** What reads pictures: the classical digitiser, or a scripted one in tests. */
export interface PictureReader {
  read(image: Uint8Array, options?: { hint?: string; signal?: AbortSignal }): Promise<Spec>;
  close(): Promise<void>;
}

/** The spec of the request's picture as JSON; without a picture, the sentence that says so. */
export async function answerVision(
  request: ChatRequest,
  reader: PictureReader,
  signal: AbortSignal,
): Promise<string> {
  const [url] = request.messages.flatMap(pictureUrls);
  if (!url) return 'I see no picture in this message.';
  const image = decodeDataUrl(url);
  try {
    return JSON.stringify(await reader.read(image, { hint: userText(request), signal }));
  } catch (error) {
    // A defect of ours must not pass for a bad picture.
    if (signal.aborted || error instanceof TypeError || error instanceof RangeError) throw error;
    throw new ApiError(400, `The picture cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}
