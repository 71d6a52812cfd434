import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import {
  DeleteObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { beforeAll, describe, expect, test } from 'vitest';
import { type ComparedTarget, clientOf, freshKey, send, type Target } from './target.ts';

export function listingTests(target: ComparedTarget): void {
  const keys = ['l/a', 'l/b/1', 'l/b/2', 'l/b2', 'l/c d+e&<f>', 'l/é', 'l/～', 'l/😀'];
  const list = (more: Partial<ListObjectsV2CommandInput> = {}) =>
    clientOf(target).send(new ListObjectsV2Command({ Bucket: target.bucket, Prefix: 'l/', ...more }));
  const put = (Key: string) =>
    clientOf(target).send(new PutObjectCommand({ Bucket: target.bucket, Key, Body: Key }));

  const listingGroup = 'a listing';
  describe(listingGroup, () => {
    const known = target.differences.in(listingGroup);
    beforeAll(async () => {
      await Promise.all(keys.map(put));
    });

    test('has every key in the order of its UTF-8 bytes, with size, ETag and time', async () => {
      const { Contents = [], IsTruncated, KeyCount, NextContinuationToken } = await list();
      expect(Contents.map(({ Key }) => Key)).toEqual(keys);
      expect({ IsTruncated, KeyCount, NextContinuationToken }).toEqual({
        IsTruncated: false,
        KeyCount: keys.length,
      });
      expect(Contents[0]).toMatchObject({
        Size: 3,
        ETag: `"${createHash('md5').update('l/a').digest('hex')}"`,
        StorageClass: 'STANDARD',
      });
      expect(Contents[0]?.LastModified?.getTime()).toBeGreaterThan(Date.now() - 600_000);
    });

    test.each([1, 2, 3, 100])('comes whole in pages of %i', async (MaxKeys) => {
      const found: (string | undefined)[] = [];
      let ContinuationToken: string | undefined;
      do {
        const page = await list({ MaxKeys, ContinuationToken });
        expect(page.Contents?.length ?? 0).toBeLessThanOrEqual(MaxKeys);
        found.push(...(page.Contents ?? []).map(({ Key }) => Key));
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken !== undefined);
      expect(found).toEqual(keys);
    });

    test('folds what shares a prefix up to the delimiter, also over pages', async () => {
      const whole = await list({ Delimiter: '/' });
      expect(whole.CommonPrefixes).toEqual([{ Prefix: 'l/b/' }]);
      expect(whole.Contents?.map(({ Key }) => Key)).toEqual(keys.filter((key) => !key.startsWith('l/b/')));

      const first = await list({ Delimiter: '/', MaxKeys: 2 });
      expect(first.Contents?.map(({ Key }) => Key)).toEqual(['l/a']);
      expect(first.CommonPrefixes).toEqual([{ Prefix: 'l/b/' }]);
      const second = await list({
        Delimiter: '/',
        MaxKeys: 2,
        ContinuationToken: first.NextContinuationToken,
      });
      expect(second.Contents?.map(({ Key }) => Key)).toEqual(['l/b2', 'l/c d+e&<f>']);
      expect(second.CommonPrefixes).toBeUndefined();
    });

    test('begins after a key', async () => {
      const { Contents } = await list({ StartAfter: 'l/b/2' });
      expect(Contents?.map(({ Key }) => Key)).toEqual(keys.slice(3));
    });

    known.test('escapes keys when asked', async () => {
      const { Contents } = await list({ EncodingType: 'url' });
      expect(Contents?.map(({ Key }) => Key)).toContain('l/c+d%2Be%26%3Cf%3E');
    });

    test('of nothing is empty', async () => {
      const none = await list({ Prefix: 'nothing/here' });
      expect(none).toMatchObject({ KeyCount: 0, IsTruncated: false });
      expect(none.Contents).toBeUndefined();
      expect(await list({ MaxKeys: 0 })).toMatchObject({ KeyCount: 0, IsTruncated: false });
    });

    const refusedQueries = [
      { what: 'max-keys that is no number', query: { 'max-keys': 'x' }, code: 'InvalidArgument' },
      { what: 'negative max-keys', query: { 'max-keys': '-1' }, code: 'InvalidArgument' },
      { what: 'an empty continuation token', query: { 'continuation-token': '' }, code: 'InvalidArgument' },
      {
        what: 'a malformed continuation token',
        query: { 'continuation-token': '%%%' },
        code: 'InvalidArgument',
      },
      { what: 'an unknown encoding', query: { 'encoding-type': 'x' }, code: 'InvalidArgument' },
      { what: 'a prefix with ..', query: { prefix: '../' }, code: 'XMinioInvalidResourceName' },
      { what: 'a prefix with //', query: { prefix: 'a//' }, code: 'XMinioInvalidObjectName' },
    ].map((one) => ({ ...one, status: 400 }));
    known.each(
      refusedQueries,
      ({ what }) => `with ${what}`,
      async ({ query, status, code }) => {
        const client = clientOf(target);
        client.middlewareStack.add(
          (next) => (args) => {
            Object.assign((args.request as { query: object }).query, query);
            return next(args);
          },
          { step: 'build' },
        );
        const answer = await send(
          await getSignedUrl(client, new ListObjectsV2Command({ Bucket: target.bucket })),
        );
        expect({ status: answer.status, code: answer.code }).toEqual({ status, code });
      },
    );

    test('of a bucket that is not there is NoSuchBucket', async () => {
      await expect(list({ Bucket: 'no-such-bucket' })).rejects.toMatchObject({ name: 'NoSuchBucket' });
    });
  });

  const deletionGroup = 'DeleteObjects';
  describe(deletionGroup, () => {
    const known = target.differences.in(deletionGroup);
    const remove = (Keys: string[], Quiet?: boolean) =>
      clientOf(target).send(
        new DeleteObjectsCommand({
          Bucket: target.bucket,
          Delete: { Objects: Keys.map((Key) => ({ Key })), Quiet },
        }),
      );

    test('deletes many, names each, and does not mind one that is missing', async () => {
      const doomed = Array.from({ length: 20 }, (_, i) => `doomed/${i} & <odd> "key"`);
      await Promise.all(doomed.map(put));
      const { Deleted, Errors } = await remove([...doomed, 'doomed/never-there']);
      expect(Errors).toBeUndefined();
      expect(Deleted?.map(({ Key }) => Key).sort()).toEqual([...doomed, 'doomed/never-there'].sort());
      expect((await list({ Prefix: 'doomed/' })).KeyCount).toBe(0);
    });

    known.test('is silent when asked', async () => {
      const key = freshKey('doomed');
      await put(key);
      const { Deleted, Errors } = await remove([key], true);
      expect({ Deleted, Errors }).toEqual({ Deleted: undefined, Errors: undefined });
      expect((await list({ Prefix: key })).KeyCount).toBe(0);
    });

    known.test('takes a thousand and no more', async () => {
      const many = Array.from({ length: 1001 }, (_, i) => `none/${i}`);
      expect((await remove(many.slice(1))).Deleted?.length).toBe(1000);
      await expect(remove(many)).rejects.toMatchObject({ name: 'MalformedXML' });
    });

    const oddBodies = [
      { what: 'no objects', xml: '<Delete></Delete>' },
      { what: 'something else', xml: '<Remove><Thing>a</Thing></Remove>' },
      { what: 'no XML', xml: 'hello' },
      { what: 'XML that ends early', xml: '<Delete><Object><Key>a</Key></Object>' },
    ].map((one) => ({ ...one, status: 400, code: 'MalformedXML', headers: {} }));
    const unchecked = {
      what: 'no checksum',
      xml: '<Delete><Object><Key>a</Key></Object></Delete>',
      status: 400,
      code: 'MissingContentMD5',
      headers: { 'content-md5': '' },
    };
    known.each(
      [...oddBodies, unchecked],
      ({ what }) => `with ${what}`,
      async ({ xml, headers, status, code }) => {
        const answer = await post(target, xml, headers);
        expect({ status: answer.status, code: answer.code }).toEqual({ status, code });
      },
    );

    test('reads character references in keys', async () => {
      await put('doomed/a&b<c');
      const answer = await post(
        target,
        '<?xml version="1.0"?><Delete><Object><Key>doomed/a&#38;b&#x3c;c</Key></Object></Delete>',
        {},
      );
      expect(answer.status).toBe(200);
      expect((await list({ Prefix: 'doomed/a' })).KeyCount).toBe(0);
    });
  });
}

/** POST ?delete with a link, which signs nothing of the body, so that the body can be anything. */
async function post(target: Target, xml: string, headers: Record<string, string>) {
  const command = new DeleteObjectsCommand({ Bucket: target.bucket, Delete: { Objects: [{ Key: 'a' }] } });
  const client = clientOf(target);
  client.middlewareStack.add(
    (next) => (args) => {
      const { headers: all } = args.request as { headers: Record<string, string> };
      for (const name of Object.keys(all))
        if (/^(x-amz-(sdk-)?checksum|content-)/.test(name)) delete all[name];
      return next(args);
    },
    { step: 'build', priority: 'low' },
  );
  const url = await getSignedUrl(client, command);
  const md5 = createHash('md5').update(Buffer.from(xml)).digest('base64');
  return send(url, { method: 'POST', headers: { 'content-md5': md5, ...headers }, body: xml });
}
