import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { createLog } from '@snaprun/core/log';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { clientOf, send, type Target, uploadLink } from './conformance/target.ts';
import { objectPath } from './keys-on-disk.ts';
import { type ObjectStore, startObjectStore } from './server.ts';

const settings = { region: 'us-east-1', accessKeyId: 'some-key', secretAccessKey: 'some-secret' };
const origin = 'http://127.0.0.1:4400';
let directory: string;
let store: ObjectStore;
let target: Target;
let logged: string[];

async function start(): Promise<void> {
  logged = [];
  store = await startObjectStore({
    ...settings,
    directory,
    host: '127.0.0.1',
    port: 0,
    allowedOrigins: [origin],
    buckets: ['bucket'],
    log: createLog({}, (line) => logged.push(line)),
  });
  target = { ...settings, name: 'disk', endpoint: store.url, bucket: 'bucket', origin };
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'snaprun-objects-'));
  await start();
});
afterEach(async () => {
  await store.close();
  await rm(directory, { recursive: true });
});

const put = (Key: string, Body: string | Uint8Array) =>
  clientOf(target).send(new PutObjectCommand({ Bucket: 'bucket', Key, Body, ContentType: 'text/plain' }));
const read = async (Key: string) => {
  const found = await clientOf(target).send(new GetObjectCommand({ Bucket: 'bucket', Key }));
  return { type: found.ContentType, text: await found.Body?.transformToString() };
};
const keys = async () => {
  const { Contents = [] } = await clientOf(target).send(new ListObjectsV2Command({ Bucket: 'bucket' }));
  return Contents.map(({ Key }) => Key);
};
const incoming = () => readdir(join(directory, 'incoming'));

describe('after a restart', () => {
  test('every object is there as it was', async () => {
    await put('a/b', 'first');
    await put('a/b', 'second');
    await put('a/c', 'third');
    await store.close();
    await start();
    expect(await keys()).toEqual(['a/b', 'a/c']);
    expect(await read('a/b')).toEqual({ type: 'text/plain', text: 'second' });
  });

  test('what a crash left half-written is gone', async () => {
    await store.close();
    await writeFile(join(directory, 'incoming', 'half'), 'half of an obj');
    await start();
    expect(await incoming()).toEqual([]);
  });

  test('a file that is not a whole object is said in the log and never served', async () => {
    await put('a/b', 'whole');
    await put('a/c', 'whole');
    await store.close();
    const path = objectPath(directory, 'bucket', 'a/b');
    await truncate(path, (await readFile(path)).length - 1);
    await writeFile(join(dirname(path), 'README'), 'not an object');
    await start();
    expect(await keys()).toEqual(['a/c']);
    await expect(read('a/b')).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect(logged.filter((line) => line.includes('not an object')).length).toBe(2);
  });

  test('an object file under another name than its key has is not served', async () => {
    await put('a/b', 'whole');
    const other = objectPath(directory, 'bucket', 'a/c');
    await mkdir(dirname(other), { recursive: true });
    await writeFile(other, await readFile(objectPath(directory, 'bucket', 'a/b')));
    await expect(read('a/c')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });
});

describe('an upload that ends early', () => {
  test('leaves nothing behind, and the next one works', async () => {
    const bytes = Buffer.alloc(100_000, 'x');
    const link = await uploadLink(target, 'a/b', bytes);
    const { hostname, port, pathname, search } = new URL(link.url);
    const outgoing = request({
      hostname,
      port,
      path: pathname + search,
      method: 'PUT',
      headers: { ...link.headers, 'content-length': bytes.length },
    });
    outgoing.on('error', () => {
      // Cut below, on purpose.
    });
    outgoing.write(bytes.subarray(0, 50_000));
    await vi.waitFor(async () => expect(await incoming()).toHaveLength(1));
    outgoing.destroy();
    await vi.waitFor(async () => expect(await incoming()).toHaveLength(0));
    expect(await keys()).toEqual([]);
    expect((await send(link.url, { method: 'PUT', headers: link.headers, body: bytes })).status).toBe(200);
    expect(logged.filter((line) => line.includes('"error"'))).toEqual([]);
  });

  test('because of wrong bytes leaves nothing behind', async () => {
    const link = await uploadLink(target, 'a/b', Buffer.from('right'));
    expect((await send(link.url, { method: 'PUT', headers: link.headers, body: 'wrong' })).status).toBe(400);
    expect(await incoming()).toEqual([]);
    expect(await keys()).toEqual([]);
  });
});

describe('a refused upload', () => {
  test('of 20 MB is read to its end, so that the client sees why', async () => {
    const bytes = new Uint8Array(20_000_000);
    const link = await uploadLink(target, 'a/b', bytes, { signingDate: new Date(Date.now() - 600_000) });
    const answer = await fetch(link.url, { method: 'PUT', headers: link.headers, body: bytes });
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('expired');
  });

  test('is never sent by a client that asks first', async () => {
    const link = await uploadLink(target, 'a/b', new Uint8Array(5));
    const { hostname, port, pathname, search } = new URL(link.url);
    const ask = async (path: string) => {
      const outgoing = request({
        hostname,
        port,
        path,
        method: 'PUT',
        headers: { ...link.headers, 'content-length': 5, expect: '100-continue' },
      });
      let mayGoOn = false;
      outgoing.on('continue', () => {
        mayGoOn = true;
        outgoing.end(new Uint8Array(5));
      });
      outgoing.flushHeaders();
      const [incomingMessage] = await once(outgoing, 'response');
      incomingMessage.resume();
      outgoing.destroy();
      return { mayGoOn, status: incomingMessage.statusCode };
    };
    expect(await ask(pathname.replace('a/b', 'a/c') + search)).toEqual({ mayGoOn: false, status: 403 });
    expect(await ask(pathname + search)).toEqual({ mayGoOn: true, status: 200 });
  });

  test.each<Record<string, string>>([
    {},
    {
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Signature': '0',
      'X-Amz-SignedHeaders': 'host',
      'X-Amz-Expires': '9',
    },
  ])(
    'is one that names a key and streams: MinIO would store it without any signature (%j)',
    async (query) => {
      const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
      const parameters = new URLSearchParams({
        ...query,
        'X-Amz-Credential': `${settings.accessKeyId}/${date.slice(0, 8)}/us-east-1/s3/aws4_request`,
        'X-Amz-Date': date,
      });
      const answer = await send(`${store.url}/bucket/forged?${parameters}`, {
        method: 'PUT',
        headers: {
          'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
          'x-amz-decoded-content-length': '5',
        },
        body: '5\r\nhello\r\n0\r\n\r\n\r\n',
      });
      expect([400, 403]).toContain(answer.status);
      expect(await keys()).toEqual([]);
    },
  );

  test('is a streaming one behind a good link', async () => {
    const command = new PutObjectCommand({ Bucket: 'bucket', Key: 'a/b' });
    const answer = await send(await getSignedUrl(clientOf(target), command), {
      method: 'PUT',
      headers: {
        'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
        'x-amz-decoded-content-length': '5',
      },
      body: '5\r\nhello\r\n0\r\n\r\n\r\n',
    });
    expect({ status: answer.status, code: answer.code }).toEqual({
      status: 403,
      code: 'SignatureDoesNotMatch',
    });
    expect(await keys()).toEqual([]);
  });
});

describe('trouble inside', () => {
  test('is a 500 that says nothing of it, and the log has it', async () => {
    // A folder where the object should be: nothing the store does can work there.
    await mkdir(objectPath(directory, 'bucket', 'a/b'), { recursive: true });
    const link = await getSignedUrl(clientOf(target), new GetObjectCommand({ Bucket: 'bucket', Key: 'a/b' }));
    const answer = await send(link);
    expect({ status: answer.status, code: answer.code }).toEqual({ status: 500, code: 'InternalError' });
    expect(answer.body.toString()).not.toMatch(/EISDIR|snaprun-objects|node:/);
    expect(logged.join('')).toContain('EISDIR');
  });

  test('with what is not HTTP is a 400 and the connection ends', async () => {
    const socket = connect(Number(new URL(store.url).port), '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.write('hello\r\n\r\n');
    await once(socket, 'close');
    expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 400 /);
  });
});

describe('an XML body', () => {
  /** A link that creates a bucket and leaves the body open, so that it can be anything. */
  const bucketLink = () => {
    const client = clientOf(target);
    client.middlewareStack.add(
      (next) => (args) => {
        Object.assign(args.request as object, { path: '/new-bucket' });
        return next(args);
      },
      { step: 'build', priority: 'low' },
    );
    return getSignedUrl(client, new PutObjectCommand({ Bucket: 'new-bucket', Key: 'x' }));
  };

  test.each([
    {
      what: 'a document type',
      xml: '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><CreateBucketConfiguration>&b;</CreateBucketConfiguration>',
      code: 'MalformedXML',
    },
    { what: 'deep nesting', xml: `${'<a>'.repeat(1000)}${'</a>'.repeat(1000)}`, code: 'MalformedXML' },
    {
      what: 'half a character',
      xml: '<a><LocationConstraint>&#xD800;</LocationConstraint></a>',
      code: 'MalformedXML',
    },
    { what: 'more than it may have', xml: ' '.repeat(100_000), code: 'EntityTooLarge' },
  ])('with $what is refused', async ({ xml, code }) => {
    const answer = await send(await bucketLink(), { method: 'PUT', body: xml });
    expect({ status: answer.status, code: answer.code }).toEqual({ status: 400, code });
  });
});

describe('a reader', () => {
  test('gets one whole object while it is replaced', async () => {
    const versions = ['a', 'b'].map((letter) => Buffer.alloc(500_000, letter));
    await put('a/b', versions[0] ?? '');
    const writing = (async () => {
      for (let i = 0; i < 10; i++) await put('a/b', versions[i % 2] ?? '');
    })();
    for (let i = 0; i < 20; i++) {
      const { text = '' } = await read('a/b');
      expect(text.length).toBe(500_000);
      expect(new Set(text).size).toBe(1);
    }
    await writing;
  });
});

describe('the log', () => {
  test('has one line a request, with its bytes and without its signature', async () => {
    const bytes = Buffer.alloc(5000, 'x');
    const link = await uploadLink(target, 'a/b', bytes);
    await send(link.url, { method: 'PUT', headers: link.headers, body: bytes });
    await vi.waitFor(() => expect(logged).toHaveLength(1));
    const line = JSON.parse(logged[0] ?? '');
    expect(line).toMatchObject({
      message: 'request',
      method: 'PUT',
      path: '/bucket/a/b',
      status: 200,
      complete: true,
    });
    expect(line.bytesIn).toBeGreaterThan(5000);
    expect(line.bytesIn).toBeLessThan(8000);
    expect(logged.join('')).not.toMatch(/X-Amz|Signature/);
  });
});

describe('the health check', () => {
  test('needs no signature', async () => {
    expect((await send(`${store.url}/minio/health/live`)).status).toBe(200);
    expect((await send(`${store.url}/minio/other`)).status).toBe(403);
  });
});
