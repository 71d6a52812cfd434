import { Buffer } from 'node:buffer';
import {
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { beforeAll, describe, expect, test } from 'vitest';
import { type ComparedTarget, clientOf, freshKey, send, sha256Base64 } from './target.ts';

const content = Buffer.from('0123456789abcdefghijklmnopqrstuvwxyz');

interface RangeCase {
  range: string;
  status: number;
  body?: string;
  contentRange?: string;
}

const ranges: RangeCase[] = [
  { range: 'bytes=0-9', status: 206, body: '0123456789', contentRange: 'bytes 0-9/36' },
  { range: 'bytes=30-', status: 206, body: 'uvwxyz', contentRange: 'bytes 30-35/36' },
  { range: 'bytes=-3', status: 206, body: 'xyz', contentRange: 'bytes 33-35/36' },
  { range: 'bytes=-999', status: 206, body: content.toString(), contentRange: 'bytes 0-35/36' },
  { range: 'bytes=35-999', status: 206, body: 'z', contentRange: 'bytes 35-35/36' },
  { range: 'bytes=0-0', status: 206, body: '0', contentRange: 'bytes 0-0/36' },
  { range: 'bytes=36-', status: 416 },
  { range: 'bytes=9-3', status: 416 },
  { range: 'bytes=-0', status: 416 },
  { range: 'bytes=a-b', status: 200 },
  { range: 'bytes=-', status: 200 },
  { range: 'bytes=0-1,4-5', status: 200 },
  { range: 'bytes=99999999999999999999-', status: 200 },
  { range: 'items=0-1', status: 200 },
];

/** "ETag" and "its date" stand for those of the object. */
const conditions = [
  { name: 'if-none-match', value: 'ETag', status: 304 },
  { name: 'if-none-match', value: '*', status: 304 },
  { name: 'if-none-match', value: '"other"', status: 200 },
  { name: 'if-match', value: 'ETag', status: 200 },
  { name: 'if-match', value: '"other"', status: 412 },
  { name: 'if-modified-since', value: 'its date', status: 304 },
  { name: 'if-unmodified-since', value: 'Mon, 01 Jan 2001 00:00:00 GMT', status: 412 },
  { name: 'if-modified-since', value: 'not a date', status: 200 },
];

export function downloadTests(target: ComparedTarget): void {
  const key = freshKey();
  const emptyKey = freshKey();
  const group = 'a download';
  const known = target.differences.in(group);
  const link = (more: Partial<GetObjectCommandInput> = {}, expiresIn = 300) =>
    getSignedUrl(clientOf(target), new GetObjectCommand({ Bucket: target.bucket, Key: key, ...more }), {
      expiresIn,
    });

  describe(group, () => {
    beforeAll(async () => {
      const put = (Key: string, Body: Uint8Array) =>
        new PutObjectCommand({
          Bucket: target.bucket,
          Key,
          Body,
          ContentType: 'image/png',
          ContentDisposition: 'inline',
          CacheControl: 'private',
          Metadata: { origin: 'test' },
          ChecksumSHA256: sha256Base64(Body),
        });
      await clientOf(target).send(put(key, content));
      await clientOf(target).send(put(emptyKey, new Uint8Array()));
    });

    test('carries what the object was stored with', async () => {
      const answer = await send(await link());
      expect(answer.status).toBe(200);
      expect(answer.body.toString()).toBe(content.toString());
      expect(answer.headers).toMatchObject({
        'content-type': 'image/png',
        'content-disposition': 'inline',
        'cache-control': 'private',
        'x-amz-meta-origin': 'test',
        'content-length': '36',
        'accept-ranges': 'bytes',
        etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
        'last-modified': expect.stringMatching(/ GMT$/),
      });
      expect(answer.headers['x-amz-checksum-sha256']).toBeUndefined();
    });

    known.test('is never sniffed, whole or a range', async () => {
      const whole = await send(await link());
      const part = await send(await link(), { headers: { range: 'bytes=0-4' } });
      expect(whole.headers['x-content-type-options']).toBe('nosniff');
      expect(part.headers['x-content-type-options']).toBe('nosniff');
    });

    known.each(
      ranges,
      ({ range }) => range,
      async ({ range, status, body, contentRange }) => {
        const answer = await send(await link(), { headers: { range } });
        expect(answer.status).toBe(status);
        expect(answer.headers['content-range']).toBe(contentRange);
        if (status === 416) expect(answer.code).toBe('InvalidRange');
        else expect(answer.body.toString()).toBe(status === 200 ? content.toString() : body);
      },
    );

    const empty = [
      { range: 'bytes=0-', status: 416 },
      { range: 'bytes=0-0', status: 416 },
      { range: 'bytes=-5', status: 206 },
    ];
    known.each(
      empty,
      ({ range }) => `${range} of an empty object`,
      async ({ range, status }) => {
        const answer = await send(await link({ Key: emptyKey }), { headers: { range } });
        expect(answer.status).toBe(status);
        if (status === 206) expect(answer.headers['content-range']).toBe('bytes 0--1/0');
      },
    );

    test('of an empty object is empty', async () => {
      const answer = await send(await link({ Key: emptyKey }));
      expect(answer.status).toBe(200);
      expect(answer.headers['content-length']).toBe('0');
      expect(answer.body.length).toBe(0);
    });

    test('takes type, disposition and caching from its link, also for a range', async () => {
      const url = await link({
        ResponseContentType: 'application/octet-stream',
        ResponseContentDisposition: `attachment; filename="a b.png"; filename*=UTF-8''%C3%BC.png`,
        ResponseCacheControl: 'no-store',
        ResponseContentLanguage: 'de',
        ResponseContentEncoding: 'identity',
        ResponseExpires: new Date('2030-01-01T00:00:00Z'),
      });
      const answer = await send(url, { headers: { range: 'bytes=0-4' } });
      expect(answer.status).toBe(206);
      expect(answer.body.toString()).toBe('01234');
      expect(answer.headers).toMatchObject({
        'content-type': 'application/octet-stream',
        'content-disposition': `attachment; filename="a b.png"; filename*=UTF-8''%C3%BC.png`,
        'cache-control': 'no-store',
        'content-language': 'de',
        'content-encoding': 'identity',
        expires: 'Tue, 01 Jan 2030 00:00:00 GMT',
      });
    });

    test('never lets an override end a header', async () => {
      const answer = await send(
        await link({ ResponseContentDisposition: 'inline\r\nset-cookie: a=b\r\n\r\n<b>' }),
      );
      expect(answer.status).toBe(200);
      expect(answer.headers['set-cookie']).toBeUndefined();
      expect(answer.body.toString()).toBe(content.toString());
    });

    test.each([
      ['response-content-disposition', 'attachment', 'inline'],
      ['response-content-type', 'image%2Fpng', 'text%2Fhtml'],
    ])('with %s changed is refused', async (_name, signed, changed) => {
      const url = await link({ ResponseContentDisposition: 'attachment', ResponseContentType: 'image/png' });
      expect(url).toContain(signed);
      const answer = await send(url.replace(signed, changed));
      expect({ status: answer.status, code: answer.code }).toEqual({
        status: 403,
        code: 'SignatureDoesNotMatch',
      });
    });

    test('with a response parameter added is refused', async () => {
      const answer = await send(`${await link()}&response-content-type=text%2Fhtml`);
      expect({ status: answer.status, code: answer.code }).toEqual({
        status: 403,
        code: 'SignatureDoesNotMatch',
      });
    });

    test('with a link whose time is over is refused', async () => {
      const command = new GetObjectCommand({ Bucket: target.bucket, Key: key });
      const signingDate = new Date(Date.now() - 61_000);
      const answer = await send(
        await getSignedUrl(clientOf(target), command, { expiresIn: 60, signingDate }),
      );
      expect({ status: answer.status, code: answer.code }).toEqual({ status: 403, code: 'AccessDenied' });
    });

    test('without a signature is refused', async () => {
      const answer = await send(`${target.endpoint}/${target.bucket}/${key}`);
      expect({ status: answer.status, code: answer.code }).toEqual({ status: 403, code: 'AccessDenied' });
    });

    test('of an object that is not there is NoSuchKey, of a bucket that is not there NoSuchBucket', async () => {
      const missing = await send(await link({ Key: 'inputs/none' }));
      expect({ status: missing.status, code: missing.code }).toEqual({ status: 404, code: 'NoSuchKey' });
      const nowhere = await send(await link({ Bucket: 'no-such-bucket' }));
      expect({ status: nowhere.status, code: nowhere.code }).toEqual({ status: 404, code: 'NoSuchBucket' });
    });

    known.each(
      conditions,
      ({ name, value }) => `${name}: ${value}`,
      async ({ name, value, status }) => {
        const { headers } = await send(await link());
        const stands: Record<string, string | undefined> = {
          ETag: headers.etag,
          'its date': headers['last-modified'],
        };
        const answer = await send(await link(), { headers: { [name]: stands[value] ?? value } });
        expect(answer.status).toBe(status);
      },
    );
  });

  describe('HEAD', () => {
    test('tells the checksum only when asked', async () => {
      const head = (ChecksumMode?: 'ENABLED') =>
        clientOf(target).send(new HeadObjectCommand({ Bucket: target.bucket, Key: key, ChecksumMode }));
      expect(await head('ENABLED')).toMatchObject({
        ContentLength: 36,
        ChecksumSHA256: sha256Base64(content),
      });
      expect((await head()).ChecksumSHA256).toBeUndefined();
    });

    test('of a range tells its length and no checksum', async () => {
      const command = new HeadObjectCommand({
        Bucket: target.bucket,
        Key: key,
        Range: 'bytes=0-3',
        ChecksumMode: 'ENABLED',
      });
      const found = await clientOf(target).send(command);
      expect(found).toMatchObject({ ContentLength: 4, ContentRange: 'bytes 0-3/36' });
      expect(found.ChecksumSHA256).toBeUndefined();
    });

    test('of an object that is not there is a 404 without a body', async () => {
      const command = new HeadObjectCommand({ Bucket: target.bucket, Key: 'inputs/none' });
      const answer = await send(await getSignedUrl(clientOf(target), command), { method: 'HEAD' });
      expect(answer.status).toBe(404);
      expect(answer.body.length).toBe(0);
      await expect(clientOf(target).send(command)).rejects.toMatchObject({ name: 'NotFound' });
    });
  });
}
