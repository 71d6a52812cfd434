import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { postDelivery } from './post-delivery.ts';
import { createResolveHost } from './resolve-host.ts';
import { localReach, startReceiver } from './test-receiver.ts';
import { secret } from './webhook-bench.ts';

const ipv4 = 1;
let sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets) socket.close();
  sockets = [];
});

/** A name server; `answer` gives the address of the n-th question for IPv4, null for none. For IPv6 there is none. */
async function nameServer(answer: (n: number) => string | null | 'silence') {
  const socket = createSocket('udp4');
  sockets.push(socket);
  let asked = 0;
  socket.on('message', (question: Buffer, from: RemoteInfo) => {
    const nameEnd = question.indexOf(0, 12) + 1;
    const isV4 = question.readUInt16BE(nameEnd) === ipv4;
    if (isV4) asked += 1;
    const address = isV4 ? answer(asked) : null;
    if (address === 'silence') return;
    const head = Buffer.alloc(12);
    question.copy(head, 0, 0, 2);
    head.writeUInt16BE(0x8180, 2); // an answer, no error
    head.writeUInt16BE(1, 4);
    head.writeUInt16BE(address === null ? 0 : 1, 6);
    const record = Buffer.from([0xc0, 12, 0, ipv4, 0, 1, 0, 0, 0, 0, 0, 4]); // lives for 0 s
    const tail = address === null ? [] : [record, Buffer.from(address.split('.').map(Number))];
    socket.send(Buffer.concat([head, question.subarray(12, nameEnd + 4), ...tail]), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { resolve: createResolveHost([`127.0.0.1:${socket.address().port}`]), asked: () => asked };
}
const soon = () => AbortSignal.timeout(5_000);

describe('a name is looked up', () => {
  test('at the name server, and leads to what that says', async () => {
    const { resolve } = await nameServer(() => '203.0.113.7');
    expect(await resolve('hooks.example.com', soon())).toEqual(['203.0.113.7']);
  });

  test('and leads nowhere where the name server has no address for it', async () => {
    const { resolve } = await nameServer(() => null);
    await expect(resolve('hooks.example.com', soon())).rejects.toMatchObject({ code: 'ENODATA' });
  });

  test('only as long as somebody waits', async () => {
    const stop = new AbortController();
    const { resolve } = await nameServer(() => {
      stop.abort();
      return 'silence';
    });
    await expect(resolve('hooks.example.com', stop.signal)).rejects.toMatchObject({ code: 'ECANCELLED' });
    await expect(resolve('hooks.example.com', AbortSignal.abort(new Error('Stopped.')))).rejects.toThrow();
  });

  test('nowhere, when it is localhost or below it: that is this machine', async () => {
    const { resolve, asked } = await nameServer(() => '203.0.113.7');
    for (const name of ['localhost', 'hooks.localhost'])
      expect(await resolve(name, soon())).toEqual(['127.0.0.1', '::1']);
    expect(asked()).toBe(0);
  });
});

test('a name that rebinds from a public address to this machine, or back in between, reaches nothing here', async () => {
  const { url, received, close } = await startReceiver();
  const { port } = new URL(url);
  // In turns: first what passes any check, then what is aimed at. No address of the first kind answers here.
  const { resolve, asked } = await nameServer((n) => (n % 2 === 1 ? '192.0.2.1' : '127.0.0.1'));
  const posting = { id: 'dlv_1', url: `https://rebinds.example.com:${port}/`, body: '{}', secrets: [secret] };
  const reach = { ...localReach, resolve, allowPrivate: false };
  for (let n = 1; n <= 4; n += 1) {
    const answer = await postDelivery(posting, reach, new AbortController().signal);
    expect(answer.error).toBe(
      'Nothing was sent: rebinds.example.com leads to an address that is not public.',
    );
    // One question for each try: what was checked is what is connected to.
    expect(asked()).toBe(n);
  }
  await close();
  expect(received).toEqual([]);
});
