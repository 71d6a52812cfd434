import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
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
} from './target.ts';

const body = Buffer.from('a body that is signed in the header');

interface Captured extends RawRequest {
  url: string;
  method: string;
  headers: Record<string, string>;
}

/** The request the SDK would send, with its Authorization, caught before it leaves. */
async function signedPut(target: Target, key: string, options: { now?: Date } = {}): Promise<Captured> {
  const client = clientOf(target, options);
  let captured: Captured | undefined;
  client.middlewareStack.add(
    () => async (args) => {
      const { method, path, headers } = args.request as {
        method: string;
        path: string;
        headers: Record<string, string>;
      };
      captured = { url: `${target.endpoint}${path}?x-id=PutObject`, method, headers, body };
      throw new Error('caught');
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  await client
    .send(new PutObjectCommand({ Bucket: target.bucket, Key: key, Body: body, ContentType: 'text/plain' }))
    .catch((error: Error) => {
      if (error.message !== 'caught') throw error;
    });
  if (captured === undefined) throw new Error('The SDK sent nothing.');
  return captured;
}

interface Tampering {
  what: string;
  status: number;
  code: string;
  request: (signed: Captured) => Partial<Captured>;
}

const replaced = (headers: Record<string, string>, from: string | RegExp, to: string) => ({
  ...headers,
  authorization: headers.authorization?.replace(from, to) ?? '',
});
const without = (headers: Record<string, string>, name: string) =>
  Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name));

const tamperings: Tampering[] = [
  { what: 'nothing changed', status: 200, code: '', request: () => ({}) },
  {
    what: 'other bytes',
    status: 400,
    code: 'XAmzContentSHA256Mismatch',
    request: () => ({ body: Buffer.from(body).fill('x') }),
  },
  {
    what: 'other bytes with their own SHA-256',
    status: 403,
    code: 'SignatureDoesNotMatch',
    request: ({ headers }) => ({
      headers: { ...headers, 'x-amz-content-sha256': sha256Hex('x') },
      body: 'x',
    }),
  },
  {
    what: 'bytes declared unsigned',
    status: 403,
    code: 'SignatureDoesNotMatch',
    request: ({ headers }) => ({ headers: { ...headers, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } }),
  },
  {
    what: 'bytes declared streaming',
    status: 403,
    code: 'SignatureDoesNotMatch',
    request: ({ headers }) => ({
      headers: { ...headers, 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' },
    }),
  },
  { what: 'other method', status: 403, code: 'SignatureDoesNotMatch', request: () => ({ method: 'DELETE' }) },
  {
    what: 'other key',
    status: 403,
    code: 'SignatureDoesNotMatch',
    request: ({ url }) => ({ url: url.replace('?', 'x?') }),
  },
  {
    what: 'a parameter added',
    status: 403,
    code: 'SignatureDoesNotMatch',
    request: ({ url }) => ({ url: `${url}&a=b` }),
  },
  {
    what: 'other type',
    status: 403,
    code: 'SignatureDoesNotMatch',
    request: ({ headers }) => ({ headers: { ...headers, 'content-type': 'text/html' } }),
  },
  {
    what: 'a signed header left out',
    status: 400,
    code: 'AccessDenied',
    request: ({ headers }) => ({ headers: without(headers, 'x-amz-content-sha256') }),
  },
  {
    what: 'other date',
    status: 403,
    code: 'SignatureDoesNotMatch',
    request: ({ headers }) => ({
      headers: {
        ...headers,
        'x-amz-date': new Date(Date.now() + 60_000).toISOString().replace(/[-:]|\.\d+/g, ''),
      },
    }),
  },
  {
    what: 'date left out',
    status: 400,
    code: 'AccessDenied',
    request: ({ headers }) => ({ headers: without(headers, 'x-amz-date') }),
  },
  {
    what: 'date unreadable',
    status: 400,
    code: 'MalformedDate',
    request: ({ headers }) => ({ headers: { ...headers, 'x-amz-date': 'yesterday' } }),
  },
  {
    what: 'Authorization left out',
    status: 403,
    code: 'AccessDenied',
    request: ({ headers }) => ({ headers: without(headers, 'authorization') }),
  },
  {
    what: 'signature flipped',
    status: 403,
    code: 'SignatureDoesNotMatch',
    request: ({ headers }) => ({ headers: replaced(headers, /Signature=./, 'Signature=x') }),
  },
  {
    what: 'signature cut',
    status: 403,
    code: 'SignatureDoesNotMatch',
    request: ({ headers }) => ({ headers: replaced(headers, /.$/, '') }),
  },
  {
    what: 'signature empty',
    status: 400,
    code: 'MissingFields',
    request: ({ headers }) => ({ headers: replaced(headers, /Signature=.*/, 'Signature=') }),
  },
  {
    what: 'signature field left out',
    status: 400,
    code: 'MissingFields',
    request: ({ headers }) => ({ headers: replaced(headers, /,\s*Signature=.*/, '') }),
  },
  {
    what: 'signed headers field renamed',
    status: 400,
    code: 'InvalidArgument',
    request: ({ headers }) => ({ headers: replaced(headers, 'SignedHeaders', 'Headers') }),
  },
  {
    what: 'signed headers without host',
    status: 400,
    code: 'AccessDenied',
    request: ({ headers }) => ({ headers: replaced(headers, 'host;', '') }),
  },
  {
    what: 'credential field renamed',
    status: 400,
    code: 'InvalidRequest',
    request: ({ headers }) => ({ headers: replaced(headers, 'Credential', 'Cred') }),
  },
  {
    what: 'credential cut',
    status: 400,
    code: 'AuthorizationQueryParametersError',
    request: ({ headers }) => ({ headers: replaced(headers, '/s3/', '/') }),
  },
  {
    what: 'credential of another key',
    status: 403,
    code: 'InvalidAccessKeyId',
    request: ({ headers }) => ({ headers: replaced(headers, /Credential=[^/]+/, 'Credential=somebody') }),
  },
  {
    what: 'credential of another region',
    status: 400,
    code: 'AuthorizationHeaderMalformed',
    request: ({ headers }) => ({ headers: replaced(headers, 'us-east-1', 'eu-west-1') }),
  },
  {
    what: 'credential of another service',
    status: 400,
    code: 'AuthorizationParametersError',
    request: ({ headers }) => ({ headers: replaced(headers, '/s3/', '/sts/') }),
  },
  {
    what: 'credential of another version',
    status: 400,
    code: 'AuthorizationQueryParametersError',
    request: ({ headers }) => ({ headers: replaced(headers, 'aws4_request', 'aws5_request') }),
  },
  {
    what: 'credential of no date',
    status: 400,
    code: 'AuthorizationQueryParametersError',
    request: ({ headers }) => ({ headers: replaced(headers, /\/\d{8}\//, '/20261399/') }),
  },
  {
    what: 'another scheme',
    status: 400,
    code: 'InvalidRequest',
    request: ({ headers }) => ({ headers: { ...headers, authorization: 'Basic YTpi' } }),
  },
  {
    what: 'a session token',
    status: 403,
    code: 'InvalidTokenId',
    request: ({ headers }) => ({ headers: { ...headers, 'x-amz-security-token': 'token' } }),
  },
  {
    what: 'a wrong Content-MD5',
    status: 400,
    code: 'BadDigest',
    request: ({ headers }) => ({
      headers: { ...headers, 'content-md5': createHash('md5').update('x').digest('base64') },
    }),
  },
  {
    what: 'a malformed Content-MD5',
    status: 400,
    code: 'InvalidDigest',
    request: ({ headers }) => ({ headers: { ...headers, 'content-md5': 'nonsense' } }),
  },
  {
    what: 'a wrong checksum',
    status: 400,
    code: 'XAmzContentChecksumMismatch',
    request: ({ headers }) => ({ headers: { ...headers, 'x-amz-checksum-sha256': sha256Base64('x') } }),
  },
  {
    what: 'a wrong CRC32',
    status: 400,
    code: 'XAmzContentChecksumMismatch',
    request: ({ headers }) => ({ headers: { ...headers, 'x-amz-checksum-crc32': 'AAAAAA==' } }),
  },
  {
    what: 'a malformed checksum',
    status: 400,
    code: 'InvalidArgument',
    request: ({ headers }) => ({ headers: { ...headers, 'x-amz-checksum-sha256': 'nonsense' } }),
  },
  {
    what: 'headers of more than 8 KB',
    status: 400,
    code: 'MetadataTooLarge',
    request: ({ headers }) => ({ headers: { ...headers, 'x-large': 'x'.repeat(8200) } }),
  },
  {
    what: 'user metadata of more than 2 KB',
    status: 400,
    code: 'MetadataTooLarge',
    request: ({ headers }) => ({ headers: { ...headers, 'x-amz-meta-large': 'x'.repeat(2100) } }),
  },
  {
    what: "MinIO's own metadata",
    status: 400,
    code: 'InvalidArgument',
    request: ({ headers }) => ({ headers: { ...headers, 'x-minio-internal-actual-size': '1' } }),
  },
];

export function signedRequestTests(target: Target): void {
  const outcome = ({ status, code }: Answer) => ({ status, code });

  describe('a request signed in its header', () => {
    test.each(tamperings)('$what → $status $code', async ({ request, status, code }) => {
      const key = freshKey('signed');
      const signed = await signedPut(target, key);
      const { url, ...raw } = { ...signed, ...request(signed) };
      const headers = { ...raw.headers, 'content-length': String(raw.body?.length ?? 0) };
      expect(outcome(await send(url, { ...raw, headers }))).toEqual({ status, code });
      const stored = await clientOf(target)
        .send(new GetObjectCommand({ Bucket: target.bucket, Key: key }))
        .then(({ Body }) => Body?.transformToString())
        .catch((error: Error) => error.name);
      expect(stored).toBe(status === 200 ? body.toString() : 'NoSuchKey');
    });

    test.each([
      { what: '16 minutes old', minutes: -16, status: 403, code: 'RequestTimeTooSkewed' },
      { what: '16 minutes ahead', minutes: 16, status: 403, code: 'RequestTimeTooSkewed' },
      { what: '14 minutes old', minutes: -14, status: 200, code: '' },
    ])('$what → $status $code', async ({ minutes, status, code }) => {
      const now = new Date(Date.now() + minutes * 60_000);
      const { url, ...raw } = await signedPut(target, freshKey('signed'), { now });
      const headers = { ...raw.headers, 'content-length': String(body.length) };
      expect(outcome(await send(url, { ...raw, headers }))).toEqual({ status, code });
    });
  });

  describe('the SDK', () => {
    test('works with its own defaults, buffers and streams: it then adds checksums and trailers', async () => {
      const client = new S3Client({
        endpoint: target.endpoint,
        region: target.region,
        credentials: target,
        forcePathStyle: true,
      });
      const large = Buffer.alloc(300_000, 'stream ');
      const [bufferKey, streamKey, optionKey] = [freshKey('sdk'), freshKey('sdk'), freshKey('sdk')];
      const put = (Key: string, more: object) =>
        client.send(new PutObjectCommand({ Bucket: target.bucket, Key, ...more }));
      await put(bufferKey, { Body: body });
      const stream = Readable.from([large.subarray(0, 100_000), large.subarray(100_000)]);
      await put(streamKey, { Body: stream, ContentLength: large.length });
      await put(optionKey, { Body: body, ChecksumAlgorithm: 'SHA256' });

      const read = async (Key: string) => {
        const found = await client.send(new GetObjectCommand({ Bucket: target.bucket, Key }));
        return Buffer.from((await found.Body?.transformToByteArray()) ?? []);
      };
      expect((await read(bufferKey)).equals(body)).toBe(true);
      expect((await read(streamKey)).equals(large)).toBe(true);
      const head = new HeadObjectCommand({ Bucket: target.bucket, Key: optionKey, ChecksumMode: 'ENABLED' });
      expect((await client.send(head)).ChecksumSHA256).toBe(sha256Base64(body));
    });

    test('replaces an object, and deletes it more than once without complaint', async () => {
      const client = clientOf(target);
      const object = { Bucket: target.bucket, Key: freshKey('sdk') };
      await client.send(new PutObjectCommand({ ...object, Body: 'first' }));
      await client.send(new PutObjectCommand({ ...object, Body: 'second one' }));
      const found = await client.send(new GetObjectCommand(object));
      expect(found.ContentType).toBe('application/octet-stream');
      expect(await found.Body?.transformToString()).toBe('second one');
      await client.send(new DeleteObjectCommand(object));
      const again = await client.send(new DeleteObjectCommand(object));
      expect(again.$metadata.httpStatusCode).toBe(204);
      await expect(client.send(new GetObjectCommand(object))).rejects.toMatchObject({ name: 'NoSuchKey' });
    });

    test('writes on condition', async () => {
      const client = clientOf(target);
      const object = { Bucket: target.bucket, Key: freshKey('sdk'), Body: 'x' };
      await expect(client.send(new PutObjectCommand({ ...object, IfMatch: '"0"' }))).rejects.toMatchObject({
        name: 'NoSuchKey',
      });
      const { ETag } = await client.send(new PutObjectCommand({ ...object, IfNoneMatch: '*' }));
      await expect(client.send(new PutObjectCommand({ ...object, IfMatch: '"0"' }))).rejects.toMatchObject({
        name: 'PreconditionFailed',
      });
      expect((await client.send(new PutObjectCommand({ ...object, IfMatch: ETag }))).ETag).toBe(ETag);
    });

    test('creates a bucket once, and hears whether it is there', async () => {
      const client = clientOf(target);
      const Bucket = `made-${Date.now()}`;
      await expect(client.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({
        name: 'NotFound',
      });
      await client.send(new CreateBucketCommand({ Bucket }));
      expect((await client.send(new HeadBucketCommand({ Bucket }))).$metadata.httpStatusCode).toBe(200);
      await expect(client.send(new CreateBucketCommand({ Bucket }))).rejects.toMatchObject({
        name: 'BucketAlreadyOwnedByYou',
      });
    });

    test.each(['ab', 'Upper-Case', 'a..b', 'under_score', '127.0.0.1'])(
      'is refused the bucket name %s',
      async (Bucket) => {
        const command = new CreateBucketCommand({ Bucket });
        await expect(clientOf(target).send(command)).rejects.toMatchObject({ name: 'InvalidBucketName' });
      },
    );

    test('is refused a bucket in another region', async () => {
      const command = new CreateBucketCommand({
        Bucket: 'elsewhere',
        CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
      });
      await expect(clientOf(target).send(command)).rejects.toMatchObject({ name: 'InvalidRegion' });
    });

    test('never takes a copy for an upload', async () => {
      const Key = freshKey('sdk');
      const command = new CopyObjectCommand({
        Bucket: target.bucket,
        Key,
        CopySource: `${target.bucket}/none`,
      });
      await expect(clientOf(target).send(command)).rejects.toThrow();
      const head = new HeadObjectCommand({ Bucket: target.bucket, Key });
      await expect(clientOf(target).send(head)).rejects.toMatchObject({ name: 'NotFound' });
    });
  });
}
