import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { describe, expect } from 'vitest';
import { type ComparedTarget, clientOf, freshKey, send, uploadLink } from './target.ts';

export function crossOriginTests(target: ComparedTarget): void {
  const preflight = async (origin: string, headers: Record<string, string> = {}) => {
    const { url } = await uploadLink(target, freshKey(), new Uint8Array(1));
    return send(url, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'content-type,if-none-match,x-amz-checksum-sha256',
        ...headers,
      },
    });
  };

  const allowedGroup = 'a page of the allowed origin';
  describe(allowedGroup, () => {
    const known = target.differences.in(allowedGroup);
    const sending = [{ what: 'may send the upload', status: 204 }];
    known.each(
      sending,
      ({ what }) => what,
      async (expected) => {
        const { status, headers, body } = await preflight(target.origin);
        expect(status).toBe(expected.status);
        expect(body.length).toBe(0);
        expect(headers).toMatchObject({
          'access-control-allow-origin': target.origin,
          'access-control-allow-methods': 'PUT',
        });
        expect(headers['access-control-allow-headers']?.split(/, ?/)).toEqual([
          'content-type',
          'if-none-match',
          'x-amz-checksum-sha256',
        ]);
        expect(headers.vary?.toLowerCase()).toContain('origin');
      },
    );

    const tracing = [{ what: 'may not use a method that S3 does not have', status: 204 }];
    known.each(
      tracing,
      ({ what }) => what,
      async (expected) => {
        const { status, headers } = await preflight(target.origin, {
          'access-control-request-method': 'TRACE',
        });
        expect(status).toBe(expected.status);
        expect(headers['access-control-allow-origin']).toBeUndefined();
      },
    );

    const reads = async (change: (url: string, key: string) => string) => {
      const Key = freshKey();
      await clientOf(target).send(new PutObjectCommand({ Bucket: target.bucket, Key, Body: 'x' }));
      const url = await getSignedUrl(clientOf(target), new GetObjectCommand({ Bucket: target.bucket, Key }));
      const answer = await send(change(url, Key), { headers: { origin: target.origin } });
      expect(answer.headers['access-control-allow-origin']).toBe(target.origin);
      expect(answer.headers['access-control-expose-headers']?.toLowerCase()).toContain('etag');
    };
    known.test('may read answers and their ETag', () => reads((url) => url));
    known.test('may read refusals', () => reads((url, key) => url.replace(key, 'none')));
  });

  const otherGroup = 'a page of another origin';
  describe(otherGroup, () => {
    const known = target.differences.in(otherGroup);
    const origins = [
      'http://evil.example',
      'null',
      'http://127.0.0.1:4400.evil.example',
      'http://127.0.0.1:44000',
    ].map((origin) => ({ origin, status: 204 }));
    const nameOf = ({ origin }: { origin: string }) => `${origin} gets no permission`;
    known.each(origins, nameOf, async ({ origin, status: expected }) => {
      const { status, headers } = await preflight(origin);
      expect(status).toBe(expected);
      expect(headers['access-control-allow-origin']).toBeUndefined();
      const read = await send(`${target.endpoint}/${target.bucket}/x`, { headers: { origin } });
      expect(read.headers['access-control-allow-origin']).toBeUndefined();
    });
  });
}
