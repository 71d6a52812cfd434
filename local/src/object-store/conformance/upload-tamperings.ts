import { Buffer } from 'node:buffer';
import { type RawRequest, sha256Base64, sha256Hex, type UploadLink } from './target.ts';

/** The bytes the link was made for. */
export const bytes = Buffer.from('exactly these bytes, and no others');
const others = Buffer.from('EXACTLY THESE BYTES, AND NO OTHERS');

interface UploadTampering {
  what: string;
  status: number;
  code: string;
  /** The request of somebody who was given `link` for `bytes` and does something else with it. */
  request: (link: UploadLink, key: string) => { url?: string } & RawRequest;
}

const without = (headers: Record<string, string>, name: string) =>
  Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name));

/** What may be tried with somebody's upload link, and how MinIO answers it. */
export const uploadTamperings: UploadTampering[] = [
  { what: 'method: GET', status: 400, code: 'AccessDenied', request: () => ({ method: 'GET', headers: {} }) },
  {
    what: 'method: GET with the signed headers',
    status: 403,
    code: 'SignatureDoesNotMatch',
    request: ({ headers }) => ({
      method: 'GET',
      headers: { ...headers, 'content-length': String(bytes.length) },
      body: bytes,
    }),
  },
  {
    what: 'method: DELETE with the signed headers',
    status: 403,
    code: 'SignatureDoesNotMatch',
    request: ({ headers }) => ({
      method: 'DELETE',
      headers: { ...headers, 'content-length': String(bytes.length) },
      body: bytes,
    }),
  },
  {
    what: 'key: another',
    status: 403,
    code: 'SignatureDoesNotMatch',
    request: ({ url, headers }, key) => ({ url: url.replace(key, `${key}x`), headers, body: bytes }),
  },
  {
    what: 'key: the same with an escaped letter is the same key',
    status: 200,
    code: '',
    request: ({ url, headers }) => ({ url: url.replace('inputs/', '%69nputs/'), headers, body: bytes }),
  },
  {
    what: 'size: longer',
    status: 403,
    code: 'SignatureDoesNotMatch',
    request: ({ headers }) => ({ headers, body: Buffer.concat([bytes, Buffer.from('!')]) }),
  },
  {
    what: 'size: shorter',
    status: 403,
    code: 'SignatureDoesNotMatch',
    request: ({ headers }) => ({ headers, body: bytes.subarray(1) }),
  },
  {
    what: 'size: nothing',
    status: 403,
    code: 'SignatureDoesNotMatch',
    request: ({ headers }) => ({ headers: { ...headers, 'content-length': '0' } }),
  },
  {
    what: 'size: not said (chunked)',
    status: 411,
    code: 'MissingContentLength',
    request: ({ headers }) => ({ headers: { ...headers, 'transfer-encoding': 'chunked' }, body: bytes }),
  },
  {
    what: 'type: another',
    status: 403,
    code: 'SignatureDoesNotMatch',
    request: ({ headers }) => ({ headers: { ...headers, 'content-type': 'text/html' }, body: bytes }),
  },
  {
    what: 'type: left out',
    status: 400,
    code: 'AccessDenied',
    request: ({ headers }) => ({ headers: without(headers, 'content-type'), body: bytes }),
  },
  {
    what: 'bytes: others of the same length',
    status: 400,
    code: 'XAmzContentChecksumMismatch',
    request: ({ headers }) => ({ headers, body: others }),
  },
  {
    what: 'checksum header: that of the other bytes',
    status: 403,
    code: 'SignatureDoesNotMatch',
    request: ({ headers }) => ({
      headers: { ...headers, 'x-amz-checksum-sha256': sha256Base64(others) },
      body: others,
    }),
  },
  {
    what: 'checksum header: left out',
    status: 400,
    code: 'AccessDenied',
    request: ({ headers }) => ({ headers: without(headers, 'x-amz-checksum-sha256'), body: bytes }),
  },
  {
    what: 'checksum header: a second kind added',
    status: 400,
    code: 'InvalidArgument',
    request: ({ headers }) => ({ headers: { ...headers, 'x-amz-checksum-crc32': 'AAAAAA==' }, body: bytes }),
  },
  {
    what: 'if-none-match: left out',
    status: 400,
    code: 'AccessDenied',
    request: ({ headers }) => ({ headers: without(headers, 'if-none-match'), body: bytes }),
  },
  {
    what: 'if-none-match: another',
    status: 403,
    code: 'SignatureDoesNotMatch',
    request: ({ headers }) => ({ headers: { ...headers, 'if-none-match': '"x"' }, body: bytes }),
  },
  {
    what: 'header: user metadata added',
    status: 400,
    code: 'AccessDenied',
    request: ({ headers }) => ({ headers: { ...headers, 'x-amz-meta-owner': 'somebody' }, body: bytes }),
  },
  {
    what: 'header: an Authorization added',
    status: 400,
    code: 'InvalidRequest',
    request: ({ headers }) => ({
      headers: { ...headers, authorization: 'AWS4-HMAC-SHA256 Credential=x', 'x-amz-date': amzNow() },
      body: bytes,
    }),
  },
  {
    what: 'header: a session token added',
    status: 403,
    code: 'InvalidTokenId',
    request: ({ headers }) => ({ headers: { ...headers, 'x-amz-security-token': 'token' }, body: bytes }),
  },
  {
    what: 'header: a streaming body with a forged Authorization',
    status: 403,
    code: 'SignatureDoesNotMatch',
    request: ({ url }, key) => ({
      url: url.replace(/\?.*/, ''),
      headers: {
        authorization: forgedAuthorization(url, key),
        'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
        'x-amz-decoded-content-length': '5',
        'x-amz-date': amzNow(),
      },
      body: '5\r\nhello\r\n0\r\n\r\n\r\n',
    }),
  },
  {
    what: 'header: body announced as STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
    status: 400,
    code: 'AccessDenied',
    request: ({ headers }) => ({
      headers: { ...headers, 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' },
      body: bytes,
    }),
  },
  {
    what: 'header: the same with a date',
    status: 400,
    code: 'InvalidArgument',
    request: ({ headers }) => ({
      headers: {
        ...headers,
        'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
        'x-amz-date': amzNow(),
      },
      body: bytes,
    }),
  },
  {
    what: 'signature: flipped',
    status: 403,
    code: 'SignatureDoesNotMatch',
    request: ({ url, headers }) => ({
      url: url.replace(/(?<=X-Amz-Signature=)./, (c) => (c === '0' ? '1' : '0')),
      headers,
      body: bytes,
    }),
  },
  {
    what: 'signature: left out',
    status: 400,
    code: 'AuthorizationQueryParametersError',
    request: ({ url, headers }) => ({
      url: url.replace(/X-Amz-Signature=[0-9a-f]+&?/, ''),
      headers,
      body: bytes,
    }),
  },
  {
    what: 'signature: empty',
    status: 400,
    code: 'MissingFields',
    request: ({ url, headers }) => ({
      url: url.replace(/(X-Amz-Signature=)[0-9a-f]+/, '$1'),
      headers,
      body: bytes,
    }),
  },
  {
    what: 'query: everything left out',
    status: 403,
    code: 'AccessDenied',
    request: ({ url, headers }) => ({ url: url.replace(/\?.*/, ''), headers, body: bytes }),
  },
  {
    what: 'query: a parameter added',
    status: 403,
    code: 'SignatureDoesNotMatch',
    request: ({ url, headers }) => ({ url: `${url}&x-amz-meta-owner=somebody`, headers, body: bytes }),
  },
  {
    what: 'query: signed headers cut down to host',
    status: 403,
    code: 'SignatureDoesNotMatch',
    request: ({ url, headers }) => ({
      url: url.replace(/(X-Amz-SignedHeaders=)[^&]+/, '$1host'),
      headers,
      body: bytes,
    }),
  },
  {
    what: 'query: signed headers without host',
    status: 400,
    code: 'AccessDenied',
    request: ({ url, headers }) => ({
      url: url.replace(/(X-Amz-SignedHeaders=)[^&]+/, '$1content-type'),
      headers,
      body: bytes,
    }),
  },
  {
    what: 'query: another algorithm',
    status: 400,
    code: 'AuthorizationQueryParametersError',
    request: ({ url, headers }) => ({
      url: url.replace('AWS4-HMAC-SHA256', 'AWS4-HMAC-SHA1'),
      headers,
      body: bytes,
    }),
  },
  {
    what: 'query: broken escape',
    status: 400,
    code: 'InvalidRequest',
    request: ({ url, headers }) => ({ url: `${url}&a=%zz`, headers, body: bytes }),
  },
  {
    what: 'expiry: made longer',
    status: 403,
    code: 'SignatureDoesNotMatch',
    request: ({ url, headers }) => ({
      url: url.replace('X-Amz-Expires=300', 'X-Amz-Expires=3000'),
      headers,
      body: bytes,
    }),
  },
  {
    what: 'expiry: more than a week',
    status: 400,
    code: 'AuthorizationQueryParametersError',
    request: ({ url, headers }) => ({
      url: url.replace('X-Amz-Expires=300', 'X-Amz-Expires=604801'),
      headers,
      body: bytes,
    }),
  },
  {
    what: 'expiry: negative',
    status: 400,
    code: 'AuthorizationQueryParametersError',
    request: ({ url, headers }) => ({
      url: url.replace('X-Amz-Expires=300', 'X-Amz-Expires=-1'),
      headers,
      body: bytes,
    }),
  },
  {
    what: 'expiry: no number',
    status: 400,
    code: 'AuthorizationQueryParametersError',
    request: ({ url, headers }) => ({
      url: url.replace('X-Amz-Expires=300', 'X-Amz-Expires=soon'),
      headers,
      body: bytes,
    }),
  },
  {
    what: 'date: moved',
    status: 403,
    code: 'SignatureDoesNotMatch',
    request: ({ url, headers }) => ({
      url: url.replace(/(X-Amz-Date=)\w+/, `$1${amzNow(60_000)}`),
      headers,
      body: bytes,
    }),
  },
  {
    what: 'date: unreadable',
    status: 400,
    code: 'AuthorizationQueryParametersError',
    request: ({ url, headers }) => ({
      url: url.replace(/(X-Amz-Date=)\w+/, '$1yesterday'),
      headers,
      body: bytes,
    }),
  },
  {
    what: 'credential: another key',
    status: 403,
    code: 'InvalidAccessKeyId',
    request: ({ url, headers }) => ({
      url: url.replace(/(X-Amz-Credential=)[^%]+/, '$1somebody'),
      headers,
      body: bytes,
    }),
  },
  {
    what: 'credential: another region',
    status: 400,
    code: 'MissingFields',
    request: ({ url, headers }) => ({ url: url.replace('us-east-1', 'eu-west-1'), headers, body: bytes }),
  },
  {
    what: 'credential: another service',
    status: 400,
    code: 'MissingFields',
    request: ({ url, headers }) => ({ url: url.replace('%2Fs3%2F', '%2Fsts%2F'), headers, body: bytes }),
  },
];

function forgedAuthorization(url: string, key: string): string {
  const credential = new URL(url).searchParams.get('X-Amz-Credential');
  const signature = sha256Hex(key);
  return `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host;x-amz-date, Signature=${signature}`;
}

function amzNow(offsetMs = 0): string {
  return new Date(Date.now() + offsetMs).toISOString().replace(/[-:]|\.\d+/g, '');
}
