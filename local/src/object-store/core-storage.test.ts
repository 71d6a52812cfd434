import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createS3Storage } from '@snaprun/core/s3-storage';
import type { Storage } from '@snaprun/core/storage';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { send } from './conformance/target.ts';
import { type ObjectStore, startObjectStore } from './server.ts';

const settings = {
  region: 'us-east-1',
  accessKeyId: 'storage-key',
  secretAccessKey: 'storage-secret',
};
let directory: string;
let store: ObjectStore;
let storage: Storage;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'snaprun-storage-'));
  store = await startObjectStore({
    ...settings,
    directory,
    host: '127.0.0.1',
    port: 0,
    allowedOrigins: [],
    buckets: ['snaprun'],
  });
  storage = createS3Storage({
    ...settings,
    bucket: 'snaprun',
    endpoint: store.url,
    publicEndpoint: store.url,
  });
});
afterAll(async () => {
  await store.close();
  await rm(directory, { recursive: true });
});

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const bytesOf = (text: string) => Buffer.from(text);
const freshKey = () => `u/${randomUUID()}`;

async function put(key: string, bytes: Uint8Array, promised: Uint8Array) {
  const facts = { bytes: promised.length, mediaType: 'image/png', sha256: sha256(promised) };
  const { method, url, headers } = await storage.presignPut(key, facts);
  return (await send(url, { method, headers, body: bytes })).status;
}

describe("core's storage on the object store", () => {
  test('an upload link takes exactly the bytes it was made for, once', async () => {
    const key = freshKey();
    const picture = bytesOf('a picture');
    expect(await put(key, bytesOf('b picture'), picture)).toBe(400);
    expect(await put(key, bytesOf('a picture and more'), picture)).toBe(403);
    expect(await storage.head(key)).toBeNull();
    expect(await put(key, picture, picture)).toBe(200);
    expect(await storage.head(key)).toEqual({
      bytes: picture.length,
      mediaType: 'image/png',
      sha256: sha256(picture),
    });
    expect(await put(key, picture, picture)).toBe(412);
  });

  test('a download link forces name, media type and disposition', async () => {
    const key = freshKey();
    await storage.write(key, bytesOf('x,y'), 'application/octet-stream');
    const url = await storage.presignGet(key, {
      name: 'Überblick "1".csv',
      mediaType: 'text/csv',
      disposition: 'attachment',
    });
    const response = await fetch(url);
    expect(await response.text()).toBe('x,y');
    expect(response.headers.get('content-type')).toBe('text/csv');
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="_berblick _1_.csv"; filename*=UTF-8''%C3%9Cberblick%20%221%22.csv`,
    );
    expect((await fetch(url.replace('text%2Fcsv', 'text%2Fhtml'))).status).toBe(403);
  });

  test('what is written is known by its SHA-256 and replaces what was there', async () => {
    const key = freshKey();
    // A view into a larger buffer: its own bytes are meant.
    for (const body of [bytesOf('first'), bytesOf('the second').subarray(4)]) {
      await storage.write(key, body, 'text/plain');
      expect(await storage.head(key)).toEqual({
        bytes: body.length,
        mediaType: 'text/plain',
        sha256: sha256(body),
      });
      expect(Buffer.from((await storage.read(key, 100)) ?? [])).toEqual(Buffer.from(body));
    }
  });

  test('a stream is stored as it comes, and refused unless it is what was announced', async () => {
    const body = randomBytes(3_000_000);
    const announced = { bytes: body.length, sha256: sha256(body) };
    const key = freshKey();
    const other = () => Readable.from([randomBytes(body.length)]);
    await expect(
      storage.writeStream(key, { ...announced, open: other }, 'application/zip'),
    ).rejects.toThrow();
    expect(await storage.head(key)).toBeNull();
    const open = () => Readable.from([body.subarray(0, 1_000_000), body.subarray(1_000_000)]);
    await storage.writeStream(key, { ...announced, open }, 'application/zip');
    expect(await storage.head(key)).toEqual({ ...announced, mediaType: 'application/zip' });
  });

  test('reading is bounded', async () => {
    const key = freshKey();
    await storage.write(key, bytesOf('0123456789'), 'text/plain');
    expect(Buffer.from((await storage.readStart(key, 4)) ?? []).toString()).toBe('0123');
    expect(await storage.readStart(key, 100)).toHaveLength(10);
    expect(await storage.read(key, 10)).toHaveLength(10);
    await expect(storage.read(key, 9)).rejects.toThrow(
      new RangeError(`Object ${key} has 10 bytes; at most 9 are read.`),
    );
  });

  test('an object without bytes is read as no bytes, and a missing one as null', async () => {
    const key = freshKey();
    await storage.write(key, new Uint8Array(), 'text/plain');
    expect(await storage.readStart(key, 4)).toEqual(new Uint8Array());
    expect(await storage.read(key, 4)).toHaveLength(0);
    const missing = freshKey();
    expect(await storage.readStart(missing, 4)).toBeNull();
    expect(await storage.read(missing, 4)).toBeNull();
    expect(await storage.head(missing)).toBeNull();
  });

  test('lists every page below a prefix, and removes more than one request may name', async () => {
    const prefix = `${freshKey()}/`;
    const keys = Array.from({ length: 1005 }, (_, n) => `${prefix}${String(n).padStart(4, '0')}`);
    for (let from = 0; from < keys.length; from += 50) {
      const some = keys.slice(from, from + 50);
      await Promise.all(some.map((key) => storage.write(key, bytesOf('x'), 'text/plain')));
    }
    expect(await storage.list(prefix)).toEqual(keys);
    await storage.remove([...keys, `${prefix}never-there`]);
    expect(await storage.list(prefix)).toEqual([]);
    await storage.remove([]);
  });

  test('its check fails when there is no such bucket', async () => {
    await expect(storage.check()).resolves.toBeUndefined();
    const other = createS3Storage({
      ...settings,
      bucket: 'another',
      endpoint: store.url,
      publicEndpoint: store.url,
    });
    await expect(other.check()).rejects.toThrow();
  });
});
