import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import {
  type Answer,
  clientOf,
  freshKey,
  type RawRequest,
  send,
  sha256Base64,
  sha256Hex,
  type Target,
  type UploadLink,
  uploadLink,
} from './target.ts';

const bytes = Buffer.from('exactly these bytes, and no others');
const others = Buffer.from('EXACTLY THESE BYTES, AND NO OTHERS');

interface Tampering {
  what: string;
  status: number;
  code: string;
  /** The request of somebody who was given `link` for `bytes` and does something else with it. */
  request: (link: UploadLink, key: string) => { url?: string } & RawRequest;
}

const without = (headers: Record<string, string>, name: string) =>
  Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name));

const tamperings: Tampering[] = [
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

export function uploadLinkTests(target: Target): void {
  const put = ({ url, headers }: UploadLink, body: Uint8Array = bytes) =>
    send(url, { method: 'PUT', headers, body });
  const outcome = ({ status, code }: Answer) => ({ status, code });

  describe('an upload link', () => {
    test('accepts exactly what was signed, and the object has its size, type and SHA-256', async () => {
      const key = freshKey();
      const answer = await put(await uploadLink(target, key, bytes));
      expect(outcome(answer)).toEqual({ status: 200, code: '' });
      expect(answer.headers.etag).toMatch(/^"[0-9a-f]{32}"$/);
      expect(answer.headers['x-amz-checksum-sha256']).toBe(sha256Base64(bytes));

      const head = new HeadObjectCommand({ Bucket: target.bucket, Key: key, ChecksumMode: 'ENABLED' });
      const found = await clientOf(target).send(head);
      expect(found).toMatchObject({
        ContentLength: bytes.length,
        ContentType: 'image/png',
        ChecksumSHA256: sha256Base64(bytes),
        ETag: answer.headers.etag,
      });
    });

    test('reuse: works once', async () => {
      const key = freshKey();
      const link = await uploadLink(target, key, bytes);
      expect(outcome(await put(link))).toEqual({ status: 200, code: '' });
      expect(outcome(await put(link))).toEqual({ status: 412, code: 'PreconditionFailed' });
    });

    test('reuse: of ten uploads at once exactly one wins', async () => {
      const key = freshKey();
      const link = await uploadLink(target, key, bytes);
      const answers = await Promise.all(Array.from({ length: 10 }, () => put(link)));
      const statuses = answers.map(({ status }) => status).sort();
      expect(statuses).toEqual([200, ...Array.from({ length: 9 }, () => 412)]);
    });

    test.each(tamperings)('$what → $status $code', async ({ request, status, code }) => {
      const key = freshKey();
      const link = await uploadLink(target, key, bytes);
      const { url = link.url, ...more } = request(link, key);
      expect(outcome(await send(url, { method: 'PUT', headers: link.headers, ...more }))).toEqual({
        status,
        code,
      });

      // Whatever was tried, the link has done nothing: its owner can still use it, or it was the owner.
      const stored = await clientOf(target)
        .send(new GetObjectCommand({ Bucket: target.bucket, Key: key }))
        .then(({ Body }) => Body?.transformToString())
        .catch((error: Error) => error.name);
      expect(stored).toBe(status === 200 ? bytes.toString() : 'NoSuchKey');
    });

    test('expiry: is refused after its time', async () => {
      const signingDate = new Date(Date.now() - 301_000);
      const link = await uploadLink(target, freshKey(), bytes, { signingDate });
      expect(outcome(await put(link))).toEqual({ status: 403, code: 'AccessDenied' });
    });

    test('expiry: is refused when it is dated more than 15 minutes ahead', async () => {
      const signingDate = new Date(Date.now() + 16 * 60_000);
      const link = await uploadLink(target, freshKey(), bytes, { signingDate });
      expect(outcome(await put(link))).toEqual({ status: 403, code: 'AccessDenied' });
    });

    test('expiry: works when the clock that signed is a little ahead', async () => {
      const signingDate = new Date(Date.now() + 5 * 60_000);
      const link = await uploadLink(target, freshKey(), bytes, { signingDate });
      expect(outcome(await put(link))).toEqual({ status: 200, code: '' });
    });

    test('signed with another secret is refused', async () => {
      const client = clientOf(target, { secretAccessKey: 'not-the-secret' });
      const link = await uploadLink(target, freshKey(), bytes, { client });
      expect(outcome(await put(link))).toEqual({ status: 403, code: 'SignatureDoesNotMatch' });
    });

    test('into a bucket that is not there is refused', async () => {
      const link = await uploadLink({ ...target, bucket: 'no-such-bucket' }, freshKey(), bytes);
      expect(outcome(await put(link))).toEqual({ status: 404, code: 'NoSuchBucket' });
    });

    test('takes 20 MB', async () => {
      const key = freshKey();
      const large = randomBytes(20_000_000);
      expect(outcome(await put(await uploadLink(target, key, large), large))).toEqual({
        status: 200,
        code: '',
      });
      const found = await clientOf(target).send(new GetObjectCommand({ Bucket: target.bucket, Key: key }));
      const body = await found.Body?.transformToByteArray();
      expect(sha256Hex(body ?? '')).toBe(sha256Hex(large));
    });

    test('takes an empty object', async () => {
      const key = freshKey();
      const empty = new Uint8Array();
      const link = await uploadLink(target, key, empty);
      const headers = { ...link.headers, 'content-length': '0' };
      expect(outcome(await send(link.url, { method: 'PUT', headers }))).toEqual({ status: 200, code: '' });
      const found = await clientOf(target).send(
        new HeadObjectCommand({ Bucket: target.bucket, Key: key, ChecksumMode: 'ENABLED' }),
      );
      expect(found).toMatchObject({ ContentLength: 0, ChecksumSHA256: sha256Base64(empty) });
    });
  });
}
