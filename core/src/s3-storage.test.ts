import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createS3Storage } from './s3-storage.ts';
import type { Storage } from './storage.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A client with short timeouts before a store that does what it is told. */
async function storageBefore(listener: RequestListener): Promise<Storage> {
  server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return createS3Storage({
    endpoint,
    publicEndpoint: endpoint,
    region: 'us-east-1',
    bucket: 'snaprun',
    accessKeyId: 'key',
    secretAccessKey: 'secret',
    timeouts: { callMs: 200, transferMs: 300 },
  });
}

const silent: RequestListener = (request) => void request.resume();
const stalling: RequestListener = (request, response) => {
  request.resume();
  response.writeHead(200, { 'content-length': '100', 'content-type': 'image/png' });
  response.write('the start');
};

const late = { code: 'unavailable', message: expect.stringContaining('does not answer in time') };

describe('a store that does not answer', () => {
  test.each<[string, (storage: Storage) => Promise<unknown>]>([
    ['head', (storage) => storage.head('a')],
    ['readStart', (storage) => storage.readStart('a', 10)],
    ['read', (storage) => storage.read('a', 1000)],
    ['write', (storage) => storage.write('a', new Uint8Array([1]), 'image/png')],
    [
      'writeStream',
      (storage) =>
        storage.writeStream(
          'a',
          { bytes: 1, sha256: '0'.repeat(64), open: () => Readable.from([Buffer.from('a')]) },
          'application/zip',
        ),
    ],
    ['remove', (storage) => storage.remove(['a'])],
    ['list', (storage) => storage.list('a/')],
    ['check', (storage) => storage.check()],
  ])('is given up by %s', async (_call, act) => {
    await expect(act(await storageBefore(silent))).rejects.toMatchObject(late);
  });

  test('is given up when it stops in the middle of an object', async () => {
    const storage = await storageBefore(stalling);
    await expect(storage.read('a', 1000)).rejects.toMatchObject(late);
    await expect(storage.readStart('a', 1000)).rejects.toMatchObject(late);
  });

  test('is left at once when the caller no longer waits, which is no outage', async () => {
    const storage = await storageBefore(silent);
    const stop = new AbortController();
    const reading = storage.read('a', 1000, stop.signal);
    stop.abort();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  });
});

test('an object that is too large is refused, and its connection let go', async () => {
  const closed = vi.fn();
  const storage = await storageBefore((request, response) => {
    response.on('close', closed);
    stalling(request, response);
  });
  await expect(storage.read('a', 99)).rejects.toThrow('Object a has 100 bytes; at most 99 are read.');
  await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce(), 200);
});
