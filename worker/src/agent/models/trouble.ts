import { BodyTooLarge } from '@snaprun/core/read-body';
import { BrokenCircuitError } from 'cockatiel';
import { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai';

/**
 * What an endpoint can do instead of answering. `tries` is how often it may do so in one call before it is given up:
 * Infinity for what passes by itself, 1 for what comes again.
 */
export const troubles = {
  unreachable: { tries: Number.POSITIVE_INFINITY, says: 'cannot be reached' },
  /** 503: an endpoint scaled to zero says so while it starts. */
  starting: { tries: Number.POSITIVE_INFINITY, says: 'is not ready yet; it may be starting' },
  /** 429, 408, 409, 425. */
  busy: { tries: Number.POSITIVE_INFINITY, says: 'is busy' },
  /** 502, 504 and what proxies make of them. */
  gateway: { tries: Number.POSITIVE_INFINITY, says: 'is not reached by the proxy in front of it' },
  /** It failed too often just now and is left alone for a while. */
  resting: { tries: Number.POSITIVE_INFINITY, says: 'failed several times in a row' },
  /** An endpoint that holds connections while it starts is given several; five of two minutes are a long start. */
  no_first_byte: { tries: 5, says: 'did not answer in time' },
  /** A slow model is slow again. */
  too_slow: { tries: 2, says: 'did not finish its answer in time' },
  /** The request itself may be what breaks the server, so it is not repeated for ever. */
  server_error: { tries: 4, says: 'answers with an error of its own' },
  cut_off: { tries: 4, says: 'broke off in the middle of its answer' },
  /** A proxy's page, or a body that is no JSON. */
  not_an_api: { tries: 3, says: 'answers with something that is no answer of a model' },
  /** A redirect is not followed: it would carry picture and prompt to an address nobody has set. */
  redirected: { tries: 1, says: 'points to another address' },
  refuses_key: { tries: 1, says: 'refuses the key' },
  unknown_model: { tries: 1, says: 'does not know the model' },
  refuses_request: { tries: 1, says: 'refuses the request' },
  too_long: { tries: 1, says: 'finds the request too long' },
  no_pictures: { tries: 1, says: 'takes no pictures' },
  oversized: { tries: 1, says: 'answers with far more than was asked for' },
} as const;
export type TroubleName = keyof typeof troubles;

/** Trouble with an endpoint under its name; the message is for logs and never holds an address or a body. */
export class Trouble extends Error {
  readonly trouble: TroubleName;
  readonly status: number | null;
  /** How long the endpoint asks to be left alone. */
  readonly retryAfterMs: number | null;
  /** What the endpoint says the window is. */
  readonly window: number | null;

  constructor(
    trouble: TroubleName,
    facts: { status?: number | undefined; retryAfterMs?: number | null; window?: number | null } = {},
  ) {
    super(`The endpoint ${troubles[trouble].says}.`);
    this.name = 'Trouble';
    this.trouble = trouble;
    this.status = facts.status ?? null;
    this.retryAfterMs = facts.retryAfterMs ?? null;
    this.window = facts.window ?? null;
  }
}

/** The trouble behind an error, or null where it is a mistake of ours. */
export function troubleOf(error: unknown): Trouble | null {
  if (error instanceof Trouble) return error;
  if (error instanceof BrokenCircuitError) return new Trouble('resting');
  if (error instanceof BodyTooLarge) return new Trouble('oversized');
  if (error instanceof APIConnectionTimeoutError) return new Trouble('too_slow');
  if (error instanceof APIConnectionError) return troubleOf(error.cause) ?? new Trouble('unreachable');
  if (error instanceof APIError) return ofStatus(error);
  // A piece of a stream, or a body, that is no JSON.
  if (error instanceof SyntaxError) return new Trouble('not_an_api');
  return ofConnection(error);
}

function ofStatus(error: APIError): Trouble {
  const { status, message } = error;
  const window = /maximum context length is (\d{2,7})|context (?:size|window)[^\d]{0,40}(\d{2,7})/i.exec(
    message,
  );
  if (/maximum context length|context_length_exceeded|context (?:size|window)/i.test(message))
    return new Trouble('too_long', { status, window: Number(window?.[1] ?? window?.[2]) || null });
  // A stream that reports an error in its middle has no status.
  if (status === undefined) return new Trouble('server_error');
  const facts = { status, retryAfterMs: retryAfterMs(error.headers) };
  if (status < 400) return new Trouble('redirected', facts);
  if (status === 401 || status === 403) return new Trouble('refuses_key', facts);
  if (status === 404) return new Trouble('unknown_model', facts);
  if ([408, 409, 425, 429].includes(status)) return new Trouble('busy', facts);
  if (status === 503) return new Trouble('starting', facts);
  if ([502, 504].includes(status) || status >= 520) return new Trouble('gateway', facts);
  if (status >= 500) return new Trouble('server_error', facts);
  if (/multimodal|image input|image_url|vision|mmproj/i.test(message))
    return new Trouble('no_pictures', facts);
  return new Trouble('refuses_request', facts);
}

/** What undici and the sockets below it say. */
function ofConnection(error: unknown, depth = 0): Trouble | null {
  if (!(error instanceof Error) || depth > 5) return null;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (/^(ECONN(REFUSED|RESET|ABORTED)|ENOTFOUND|EAI_AGAIN|E(HOST|NET)UNREACH|ETIMEDOUT|EPIPE)$/.test(code))
    return new Trouble(code === 'ECONNRESET' || code === 'EPIPE' ? 'cut_off' : 'unreachable');
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return new Trouble('unreachable');
  if (code.startsWith('UND_ERR_')) return new Trouble('cut_off');
  if (code.startsWith('HPE_')) return new Trouble('not_an_api');
  const inner = ofConnection(error.cause, depth + 1);
  if (inner) return inner;
  // A bad certificate, for one, has a code of its own for each way to be bad.
  if (error.message === 'fetch failed') return new Trouble('unreachable');
  return error.message === 'terminated' ? new Trouble('cut_off') : null;
}

/** `Retry-After`, in seconds or as a date; null for what cannot be read. */
function retryAfterMs(headers: Headers | undefined): number | null {
  const text = headers?.get('retry-after')?.trim();
  if (!text) return null;
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(ms) && ms >= 0 ? ms : null;
}
