import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createCheckedConnector, TargetRefused } from './checked-connector.ts';
import type { ResolveHost } from './resolve-host.ts';

/** Anything that listens on this machine, and who came. */
const server = createServer((socket) => {
  visitors.push(socket);
  socket.on('error', () => undefined); // the tests hang up
});
const visitors: Socket[] = [];
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  for (const socket of visitors) socket.destroy();
  return new Promise((resolve) => server.close(resolve));
});

function connect(hostname: string, resolve: ResolveHost, allowPrivate = false): Promise<Socket> {
  const signal = AbortSignal.timeout(5_000);
  const connector = createCheckedConnector({ resolve, allowPrivate, connectMs: 1_000, signal });
  return new Promise((done, fail) => {
    connector({ hostname, host: hostname, protocol: 'http:', port: String(port) }, (error, socket) =>
      socket === null ? fail(error) : done(socket),
    );
  });
}
const leadsTo =
  (...addresses: string[]): ResolveHost =>
  async () =>
    addresses;

describe('a connection to a name', () => {
  test('is made to exactly the address that was checked: a second answer of the name server is never asked for', async () => {
    // First what may be reached, then what may not: as a rebinding name server answers.
    const resolve = vi.fn<ResolveHost>().mockResolvedValueOnce(['127.0.0.1']).mockResolvedValue(['10.0.0.1']);
    const socket = await connect('rebinds.example.com', resolve, true);
    expect(socket.remoteAddress).toBe('127.0.0.1');
    expect(resolve).toHaveBeenCalledTimes(1);
    socket.destroy();
  });

  test('that has led to a public address and now leads to this machine is not made', async () => {
    const before = visitors.length;
    const resolve = vi
      .fn<ResolveHost>()
      .mockResolvedValueOnce(['203.0.113.7'])
      .mockResolvedValue(['127.0.0.1']);
    await expect(connect('rebinds.example.com', resolve)).rejects.toThrow(TargetRefused);
    await expect(connect('rebinds.example.com', resolve)).rejects.toThrow(
      'Nothing was sent: rebinds.example.com leads to an address that is not public.',
    );
    expect(visitors).toHaveLength(before);
  });

  test.each([
    [['93.184.216.34', '127.0.0.1']],
    [['127.0.0.1', '93.184.216.34']],
    [['::1']],
    [['::ffff:127.0.0.1']],
    [['169.254.169.254']],
    [['64:ff9b::7f00:1']],
    [[]],
  ])('is not made where one of its addresses is not public: %j', async (addresses) => {
    const before = visitors.length;
    await expect(connect('mixed.example.com', leadsTo(...addresses))).rejects.toThrow(TargetRefused);
    expect(visitors).toHaveLength(before);
  });

  test('goes on to the next address when one does not answer', async () => {
    const socket = await connect('two.example.com', leadsTo('127.0.0.2', '127.0.0.1'), true);
    expect(socket.remoteAddress).toBe('127.0.0.1');
    socket.destroy();
  });

  test('fails with what the last address said', async () => {
    await expect(connect('none.example.com', leadsTo('127.0.0.2'), true)).rejects.toThrow('ECONNREFUSED');
  });
});

describe('a connection to an address', () => {
  const never: ResolveHost = () => Promise.reject(new Error('Nobody should ask.'));

  test.each(['127.0.0.1', '::1', '10.0.0.1', '169.254.169.254', '::ffff:127.0.0.1'])(
    'is not made to %s, which no name server was asked about',
    async (address) => {
      const before = visitors.length;
      await expect(connect(address, never)).rejects.toThrow(TargetRefused);
      expect(visitors).toHaveLength(before);
    },
  );

  test('of this machine is made where that is allowed, and never to one of the metadata services', async () => {
    const socket = await connect('127.0.0.1', never, true);
    socket.destroy();
    await expect(connect('169.254.169.254', never, true)).rejects.toThrow(TargetRefused);
    await expect(connect('fd00:ec2::254', never, true)).rejects.toThrow(TargetRefused);
  });
});
