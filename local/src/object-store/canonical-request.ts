import { createHash } from 'node:crypto';

/** The parts of a request that a signature covers; header values hold one byte per character. */
export interface CanonicalParts {
  method: string;
  path: string;
  query: Iterable<readonly [name: string, values: readonly string[]]>;
  signedHeaders: ReadonlyMap<string, readonly string[]>;
  payloadHash: string;
}

/** The hex SHA-256 of the canonical request (AWS Signature Version 4, S3 flavour: the path is encoded once). */
export function canonicalRequestHash(parts: CanonicalParts): string {
  const names = [...parts.signedHeaders.keys()].sort();
  const headers = names.map((name) => `${name}:${parts.signedHeaders.get(name)?.map(collapse).join(',')}\n`);
  const text = [
    parts.method,
    encode(parts.path).replaceAll('%2F', '/'),
    canonicalQuery(parts.query),
    headers.join(''),
    names.join(';'),
    parts.payloadHash,
  ].join('\n');
  return createHash('sha256').update(text, 'latin1').digest('hex');
}

function canonicalQuery(query: CanonicalParts['query']): string {
  return [...query]
    .map(([name, values]) => [encode(name), values] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .flatMap(([name, values]) => values.map((value) => `${name}=${encode(value)}`))
    .join('&');
}

/** Percent-encodes everything but the unreserved characters of RFC 3986. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function collapse(value: string): string {
  // Not \s: it would also match byte 0xA0, which is half of a UTF-8 letter here.
  return value.replace(/[ \t\n\v\f\r]+/g, ' ').replace(/^ | $/g, '');
}
