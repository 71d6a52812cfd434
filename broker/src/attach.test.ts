import { once } from 'node:events';
import { afterEach, expect, test, vi } from 'vitest';
import { name } from '../testing/attempts.ts';
import { openBroker } from '../testing/open-broker.ts';
import { dial } from '../testing/raw-request.ts';

const line = `POST /v1.41/containers/${name}/attach?stream=true&stdin=true&stdout=true&stderr=true&hijack=true`;

let close: (() => Promise<void>) | null = null;
afterEach(async () => {
  await close?.();
  close = null;
});

/** Attaches to a box, with what is sent in the same breath as the request. */
async function attach(behind: string, body = '') {
  const broker = await openBroker();
  close = broker.close;
  broker.daemon.keep(name, { 'snaprun.broker': 'true' });
  const socket = dial(broker.address);
  const heard: string[] = [];
  socket.on('data', (part) => heard.push(part.toString()));
  const length = body ? `Content-Length: ${body.length}\r\n` : '';
  socket.write(
    `${line} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n${length}\r\n${body}${behind}`,
  );
  await vi.waitFor(() => expect(heard.join('')).toContain('101 UPGRADED'));
  const [box] = broker.daemon.streams;
  if (!box) throw new Error('the daemon was not asked');
  let got = '';
  box.on('data', (part) => {
    got += part.toString();
  });
  return { socket, box, heard, got: () => got, broker };
}

test('bytes flow both ways in order, those behind the request first', async () => {
  const { socket, box, heard, got } = await attach('one,');
  socket.write('two,');
  socket.write('three');
  await vi.waitFor(() => expect(got()).toBe('one,two,three'));
  box.write('answer');
  await vi.waitFor(() => expect(heard.join('')).toMatch(/\r\n\r\nanswer$/));
});

test('the body of the request never reaches the program', async () => {
  const { got } = await attach('job', '{"stream":true,"hijack":true}');
  await vi.waitFor(() => expect(got()).toBe('job'));
});

test('a body that comes in pieces does not either', async () => {
  const { socket, got } = await attach('', '{"stream"');
  socket.write('job');
  await vi.waitFor(() => expect(got()).toBe('job'));
});

test('the end of the client’s input ends the box’s input, and its output still arrives', async () => {
  const { socket, box, heard, got } = await attach('job');
  const ended = once(box, 'end');
  socket.end('.');
  await ended;
  expect(got()).toBe('job.');
  const closed = once(socket, 'close');
  box.end('result');
  await closed;
  expect(heard.join('')).toMatch(/result$/);
});

test('a client that is gone takes the connection to its box with it', async () => {
  const { socket, box } = await attach('job');
  const ended = once(box, 'end');
  socket.destroy();
  await ended;
  await vi.waitFor(() => {
    box.write('to nobody');
    expect(box.destroyed).toBe(true);
  });
});

test('the box is attached to by its id and with the broker’s parameters', async () => {
  const { broker } = await attach('');
  const [change] = broker.daemon.changes();
  expect(change).toMatch(
    /^POST \/v1\.41\/containers\/[0-9a-f]{64}\/attach\?stream=1&stdin=1&stdout=1&stderr=1$/,
  );
});
