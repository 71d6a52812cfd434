import { BodyTooLarge } from '@snaprun/core/read-body';
import { Agent } from 'undici';

/** Twice what a stream of the longest answer takes, a token a piece; what is larger is no answer. */
const maxAnswerBytes = 4_000_000;

/**
 * `fetch` for endpoints that are not to be trusted: no redirect is followed, since it would carry picture and prompt
 * to an address nobody has set; a body that is too large breaks off with BodyTooLarge; a connection that does not come
 * about in time is given up. How long an answer may take is the caller's signal.
 */
export function createEndpointFetch(connectMs: number): typeof fetch {
  const dispatcher = new Agent({ connect: { timeout: connectMs }, headersTimeout: 0, bodyTimeout: 0 });
  // Node's types know the agent of the undici inside Node, which is not the type of this one.
  const own: object = { redirect: 'manual', dispatcher };
  return async (input, init) => {
    const response = await fetch(input, { ...init, ...own });
    const { status, statusText, headers } = response;
    const body = response.body?.pipeThrough(bounded()) ?? null;
    return new Response(body, { status, statusText, headers });
  };
}

function bounded(): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.length;
      if (bytes > maxAnswerBytes) controller.error(new BodyTooLarge(maxAnswerBytes));
      else controller.enqueue(chunk);
    },
  });
}
