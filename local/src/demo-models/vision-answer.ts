import type { Spec } from '@snaprun/core/spec';
import { ApiError } from './api-error.ts';
import { type ChatRequest, pictureUrls, userText } from './chat-request.ts';
import { decodeDataUrl } from './data-url.ts';
import { thinReading } from './thin-reading.ts';

/** A request without a limit has the room of the window. */
const mostTokens = 8_000;

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
    const spec = await reader.read(image, { hint: userText(request), signal });
    return JSON.stringify(
      thinReading(spec, request.max_completion_tokens ?? request.max_tokens ?? mostTokens),
    );
  } catch (error) {
    // A defect of ours must not pass for a bad picture.
    if (signal.aborted || error instanceof TypeError || error instanceof RangeError) throw error;
    throw new ApiError(400, `The picture cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}
