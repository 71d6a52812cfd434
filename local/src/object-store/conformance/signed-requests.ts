import { Buffer } from 'node:buffer';
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
import { body, requestTamperings, type SignedRequest } from './request-tamperings.ts';
import {
  type Answer,
  type ComparedTarget,
  clientOf,
  freshKey,
  send,
  sha256Base64,
  type Target,
} from './target.ts';

/** The request the SDK would send, with its Authorization, caught before it leaves. */
async function signedPut(target: Target, key: string, options: { now?: Date } = {}): Promise<SignedRequest> {
  const client = clientOf(target, options);
  let captured: SignedRequest | undefined;
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

export function signedRequestTests(target: ComparedTarget): void {
  const outcome = ({ status, code }: Answer) => ({ status, code });

  const signedGroup = 'a request signed in its header';
  describe(signedGroup, () => {
    const known = target.differences.in(signedGroup);
    known.each(
      requestTamperings,
      ({ what }) => what,
      async ({ request, status, code }) => {
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
      },
    );

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

  const sdkGroup = 'the SDK';
  describe(sdkGroup, () => {
    const known = target.differences.in(sdkGroup);
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

    for (const Bucket of ['ab', 'Upper-Case', 'a..b', 'under_score', '127.0.0.1']) {
      known.test(`is refused the bucket name ${Bucket}`, async () => {
        const command = new CreateBucketCommand({ Bucket });
        await expect(clientOf(target).send(command)).rejects.toMatchObject({ name: 'InvalidBucketName' });
      });
    }

    const elsewhere = [{ what: 'is refused a bucket in another region', status: 400, code: 'InvalidRegion' }];
    known.each(
      elsewhere,
      ({ what }) => what,
      async ({ code }) => {
        const command = new CreateBucketCommand({
          Bucket: 'elsewhere',
          CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
        });
        await expect(clientOf(target).send(command)).rejects.toMatchObject({ name: code });
      },
    );

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
