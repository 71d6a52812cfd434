import { readBody } from '@snaprun/core/read-body';

/** Forty times the longest answer that is asked for; what is larger is no answer. */
const maxAnswerBytes = 4_000_000;

/**
 * `fetch` for endpoints that are not to be trusted: the body is read here, to a bound (BodyTooLarge), and no redirect
 * is followed, since it would carry picture and prompt to an address nobody has set.
 *
 * Resolves once the body is there, so that one that breaks off rejects as a broken connection does.
 */
export const boundedFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, { ...init, redirect: 'manual' });
  const body = await readBody(response, maxAnswerBytes);
  const { status, statusText, headers } = response;
  return new Response(body.length === 0 ? null : body, { status, statusText, headers });
};
