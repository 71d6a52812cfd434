import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { describe, expect, test } from 'vitest';
import { type ComparedTarget, clientOf, send } from './target.ts';

const accepted = [
  'odd/spaces and + & = ? # % signs',
  'odd/quotes \' " ( ) ! * ~ _ -',
  'odd/ünïcødé 图表 😀',
  'odd/…/dots... and .hidden',
  'odd/%2e%2e/escaped twice',
  'odd/tab\tnewline\nreturn\r',
  `odd/${'long/'.repeat(200)}end`,
  `odd/${'x'.repeat(200)}`,
];

const refused = [
  { what: '..', path: '/odd/../../etc/passwd', status: 400, code: 'XMinioInvalidResourceName' },
  {
    what: 'escaped ..',
    path: '/odd/%2e%2e/%2e%2e/etc/passwd',
    status: 400,
    code: 'XMinioInvalidResourceName',
  },
  { what: '.. with a backslash', path: '/odd/..%5c..%5cetc', status: 400, code: 'XMinioInvalidResourceName' },
  { what: '.. with spaces', path: '/odd/%20..%20/x', status: 400, code: 'XMinioInvalidResourceName' },
  { what: '. alone', path: '/odd/./x', status: 400, code: 'XMinioInvalidResourceName' },
  { what: 'a NUL', path: '/odd/a%00b', status: 400, code: 'XMinioInvalidObjectName' },
  { what: 'a slash twice', path: '/odd//x', status: 400, code: 'XMinioInvalidObjectName' },
  {
    what: 'more than 1024 bytes',
    path: `/odd/${'long/'.repeat(210)}x`,
    status: 400,
    code: 'KeyTooLongError',
  },
  {
    what: 'a part of more than 255 bytes',
    path: `/odd/${'x'.repeat(256)}`,
    status: 400,
    code: 'XMinioInvalidObjectName',
  },
];

export function oddKeyTests(target: ComparedTarget): void {
  const group = 'a key';
  const known = target.differences.in(group);
  describe(group, () => {
    test.each(accepted)('%j is stored, listed and served', async (Key) => {
      const client = clientOf(target);
      await client.send(new PutObjectCommand({ Bucket: target.bucket, Key, Body: Key }));
      const found = await client.send(new GetObjectCommand({ Bucket: target.bucket, Key }));
      expect(await found.Body?.transformToString()).toBe(Key);
      const listed = await client.send(
        new ListObjectsV2Command({ Bucket: target.bucket, Prefix: Key, EncodingType: 'url' }),
      );
      // A store that does not say it has escaped has not; "escapes keys when asked" is a test of the listing.
      const read = (key = '') =>
        listed.EncodingType === 'url' ? decodeURIComponent(key.replaceAll('+', ' ')) : key;
      expect(listed.Contents?.map((object) => read(object.Key))).toEqual([Key]);
      const link = await getSignedUrl(client, new GetObjectCommand({ Bucket: target.bucket, Key }));
      expect((await send(link)).body.toString()).toBe(Key);
    });

    known.each(
      refused,
      ({ what }) => `with ${what}`,
      async ({ path, status, code }) => {
        const client = clientOf(target);
        client.middlewareStack.add(
          (next) => (args) => {
            Object.assign(args.request as object, { path: `/${target.bucket}${path}` });
            return next(args);
          },
          { step: 'build', priority: 'low' },
        );
        const url = await getSignedUrl(client, new PutObjectCommand({ Bucket: target.bucket, Key: 'x' }));
        const answer = await send(url, { method: 'PUT', body: 'x' });
        expect({ status: answer.status, code: answer.code }).toEqual({ status, code });
      },
    );

    test('with slashes before it is the key without', async () => {
      const client = clientOf(target);
      const at = (Key: string) => ({ Bucket: target.bucket, Key });
      await client.send(new PutObjectCommand({ ...at('//odd//slashes'), Body: 'x' }));
      const found = await client.send(new GetObjectCommand(at('odd/slashes')));
      expect(await found.Body?.transformToString()).toBe('x');
    });

    test('in capitals is another key', async () => {
      const client = clientOf(target);
      const put = (Key: string) =>
        client.send(new PutObjectCommand({ Bucket: target.bucket, Key, Body: Key }));
      await put('odd/case');
      await put('odd/CASE');
      const found = await client.send(new GetObjectCommand({ Bucket: target.bucket, Key: 'odd/case' }));
      expect(await found.Body?.transformToString()).toBe('odd/case');
    });
  });
}
