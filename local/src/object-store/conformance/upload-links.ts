import { randomBytes } from 'node:crypto';
import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import {
  type Answer,
  type ComparedTarget,
  clientOf,
  freshKey,
  send,
  sha256Base64,
  sha256Hex,
  type UploadLink,
  uploadLink,
} from './target.ts';
import { bytes, uploadTamperings } from './upload-tamperings.ts';

const datings = [
  { what: 'expiry: after its time', seconds: -301, status: 403, code: 'AccessDenied' },
  { what: 'expiry: dated 16 minutes ahead', seconds: 16 * 60, status: 403, code: 'AccessDenied' },
  { what: 'expiry: by a clock that is a little ahead', seconds: 5 * 60, status: 200, code: '' },
];

export function uploadLinkTests(target: ComparedTarget): void {
  const put = ({ url, headers }: UploadLink, body: Uint8Array = bytes) =>
    send(url, { method: 'PUT', headers, body });
  const outcome = ({ status, code }: Answer) => ({ status, code });

  const group = 'an upload link';
  const known = target.differences.in(group);
  describe(group, () => {
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

    known.each(
      uploadTamperings,
      ({ what }) => what,
      async ({ request, status, code }) => {
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
      },
    );

    known.each(
      datings,
      ({ what }) => what,
      async ({ seconds, status, code }) => {
        const signingDate = new Date(Date.now() + seconds * 1000);
        const link = await uploadLink(target, freshKey(), bytes, { signingDate });
        expect(outcome(await put(link))).toEqual({ status, code });
      },
    );

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
