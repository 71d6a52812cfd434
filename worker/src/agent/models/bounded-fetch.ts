/** Forty times the longest answer that is asked for; what is larger is no answer. */
const maxAnswerBytes = 4_000_000;

/** An endpoint sent more than any model says. */
export class AnswerTooLarge extends Error {
  constructor() {
    super(`The answer is larger than ${maxAnswerBytes} bytes.`);
    this.name = 'AnswerTooLarge';
  }
}

/**
 * `fetch` for endpoints that are not to be trusted: the body is read here, to a bound, and no redirect is followed,
 * since it would carry picture and prompt to an address nobody has set.
 *
 * Resolves once the body is there, so that one that breaks off rejects as a broken connection does.
 */
export const boundedFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, { ...init, redirect: 'manual' });
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    // Leaving the loop cancels the rest.
    if (bytes > maxAnswerBytes) throw new AnswerTooLarge();
    chunks.push(chunk);
  }
  const { status, statusText, headers } = response;
  return new Response(bytes === 0 ? null : Buffer.concat(chunks), { status, statusText, headers });
};
