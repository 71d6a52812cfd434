import { Buffer } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { S3Error } from './errors.ts';
import { withoutLeadingSlash } from './names.ts';

/** A request taken apart once, so that what is verified and what is acted on are the same values. */
export interface S3Request {
  method: string;
  /** The decoded path, beginning with a slash. */
  path: string;
  bucket: string;
  key: string;
  /** Decoded query parameters in the order they came; null when the query cannot be decoded. */
  query: ReadonlyMap<string, readonly string[]> | null;
  /** Lower-case name → values as they came, one byte per character. */
  headers: ReadonlyMap<string, readonly string[]>;
  /** Bytes the body announces; null when it announces none (chunked). */
  contentLength: number | null;
  body: IncomingMessage;
}

export function parseRequest(message: IncomingMessage): S3Request {
  const target = message.url ?? '/';
  const question = target.indexOf('?');
  const rawPath = question === -1 ? target : target.slice(0, question);
  if (!rawPath.startsWith('/')) throw new S3Error('badRequest');
  const path = percentDecode(rawPath);
  if (path === null) throw new S3Error('invalidObjectName');

  const slash = path.indexOf('/', 1);
  const headers = groupHeaders(message.rawHeaders);
  return {
    method: message.method ?? 'GET',
    path,
    bucket: slash === -1 ? path.slice(1) : path.slice(1, slash),
    key: slash === -1 ? '' : withoutLeadingSlash(path.slice(slash + 1)),
    query: parseQuery(question === -1 ? '' : target.slice(question + 1)),
    headers,
    contentLength: contentLength(headers),
    body: message,
  };
}

/** The first value of a header, or an empty string. */
export function header(request: S3Request, name: string): string {
  return request.headers.get(name)?.[0] ?? '';
}

/** The first value of a query parameter, or undefined. */
export function parameter(request: S3Request, name: string): string | undefined {
  return request.query?.get(name)?.[0];
}

function contentLength(headers: S3Request['headers']): number | null {
  if (headers.has('transfer-encoding')) return null;
  return Number(headers.get('content-length')?.[0] ?? 0);
}

function groupHeaders(raw: readonly string[]): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  for (let i = 0; i + 1 < raw.length; i += 2) append(headers, raw[i]?.toLowerCase() ?? '', raw[i + 1] ?? '');
  return headers;
}

function parseQuery(raw: string): Map<string, string[]> | null {
  const query = new Map<string, string[]>();
  if (raw.includes(';')) return null;
  for (const pair of raw.split('&')) {
    if (pair === '') continue;
    const [name = '', ...value] = pair.replaceAll('+', ' ').split('=');
    const decodedName = percentDecode(name);
    const decodedValue = percentDecode(value.join('='));
    if (decodedName === null || decodedValue === null) return null;
    append(query, decodedName, decodedValue);
  }
  return query;
}

function append(map: Map<string, string[]>, name: string, value: string): void {
  const values = map.get(name);
  if (values === undefined) map.set(name, [value]);
  else values.push(value);
}

/** null for a broken escape or bytes that are not UTF-8. */
function percentDecode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    // decodeURIComponent throws for exactly the two cases the promise above names.
    return null;
  }
}

/** A header value as text: HTTP hands over bytes, and what S3 clients put there is UTF-8. */
export function utf8(value: string): string {
  return Buffer.from(value, 'latin1').toString('utf8');
}

/** Text as a header value: UTF-8 bytes, one per character, and no control character can end the header. */
export function headerValue(text: string): string {
  return Buffer.from(text.replace(/(?!\t)\p{Cc}/gu, ' '), 'utf8').toString('latin1');
}
