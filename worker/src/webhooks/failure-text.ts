import { errors } from 'undici';
import { TargetRefused } from './checked-connector.ts';

const sentences: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'The receiver refused the connection.',
  ECONNRESET: 'The connection broke before an answer came.',
  EPIPE: 'The connection broke before an answer came.',
  UND_ERR_SOCKET: 'The connection broke before an answer came.',
  EHOSTUNREACH: 'There is no way to the receiver.',
  ENETUNREACH: 'There is no way to the receiver.',
  ENOTFOUND: 'The name of the receiver leads nowhere.',
  ENODATA: 'The name of the receiver leads nowhere.',
  ESERVFAIL: 'The name of the receiver cannot be looked up.',
  EREFUSED: 'The name of the receiver cannot be looked up.',
  ETIMEOUT: 'The name of the receiver cannot be looked up.',
  ECANCELLED: 'The name of the receiver cannot be looked up.',
  UND_ERR_HEADERS_OVERFLOW: 'The headers of the answer are too large.',
};

/** Why there was no answer, as a sentence for whoever owns the webhook; of our own network it tells nothing. */
export function failureText(
  error: unknown,
  { tooLate, connectMs, answerMs }: { tooLate: AbortSignal; connectMs: number; answerMs: number },
): string {
  if (error instanceof TargetRefused) return error.message;
  if (tooLate.aborted) return `No answer came within ${answerMs / 1000} s.`;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT')
    return `No connection came about within ${connectMs / 1000} s.`;
  const known = sentences[code];
  if (known !== undefined) return known;
  if (/CERT|ALTNAME|SIGNATURE/.test(code))
    return `The certificate of the receiver is not acceptable (${code}).`;
  if (/^(ERR_SSL|EPROTO)/.test(code)) return 'What the receiver speaks is not TLS.';
  if (error instanceof errors.HTTPParserError) return 'What the receiver speaks is not HTTP.';
  return 'The request failed.';
}
