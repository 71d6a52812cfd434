import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { describe, expect, test } from 'vitest';
import { clientOf, freshKey, send, type Target, uploadLink } from './target.ts';

export function crossOriginTests(target: Target): void {
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

  describe('a page of the allowed origin', () => {
    test('may send the upload: the preflight is answered 204 with origin, method and headers', async () => {
      const { status, headers, body } = await preflight(target.origin);
      expect(status).toBe(204);
      expect(body.length).toBe(0);
      expect(headers).toMatchObject({
        'access-control-allow-origin': target.origin,
        'access-control-allow-methods': 'PUT',
        'access-control-allow-headers': 'content-type,if-none-match,x-amz-checksum-sha256',
      });
      expect(headers.vary?.toLowerCase()).toContain('origin');
    });

    test('may not use a method that S3 does not have', async () => {
      const { status, headers } = await preflight(target.origin, {
        'access-control-request-method': 'TRACE',
      });
      expect(status).toBe(204);
      expect(headers['access-control-allow-origin']).toBeUndefined();
    });

    test('may read answers, refusals too, and their ETag', async () => {
      const Key = freshKey();
      await clientOf(target).send(new PutObjectCommand({ Bucket: target.bucket, Key, Body: 'x' }));
      const url = await getSignedUrl(clientOf(target), new GetObjectCommand({ Bucket: target.bucket, Key }));
      const headers = { origin: target.origin };
      for (const answer of [
        await send(url, { headers }),
        await send(url.replace(Key, 'none'), { headers }),
      ]) {
        expect(answer.headers['access-control-allow-origin']).toBe(target.origin);
        expect(answer.headers['access-control-expose-headers']?.toLowerCase()).toContain('etag');
      }
    });
  });

  describe('a page of another origin', () => {
    test.each([
      'http://evil.example',
      'null',
      'http://127.0.0.1:4400.evil.example',
      'http://127.0.0.1:44000',
    ])('%s gets no permission', async (origin) => {
      const { status, headers } = await preflight(origin);
      expect(status).toBe(204);
      expect(headers['access-control-allow-origin']).toBeUndefined();
      const read = await send(`${target.endpoint}/${target.bucket}/x`, { headers: { origin } });
      expect(read.headers['access-control-allow-origin']).toBeUndefined();
    });
  });
}
