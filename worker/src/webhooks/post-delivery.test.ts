import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { postDelivery, type Reach } from './post-delivery.ts';
import { type Answers, localReach, type Receiver, startReceiver } from './test-receiver.ts';
import { secret } from './webhook-bench.ts';

let closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closers.map((close) => close()));
  closers = [];
});

async function receiver(answers?: Answers): Promise<Receiver> {
  const started = await startReceiver(answers);
  closers.push(started.close);
  return started;
}

/** Something that speaks what it likes. */
async function rawReceiver(speak: (socket: Socket) => void): Promise<string> {
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined); // the worker hangs up
    socket.once('data', () => speak(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`;
}

const running = new AbortController().signal;
function post(url: string, reach: Partial<Reach> = {}, stopping = running) {
  const posting = { id: 'dlv_1', url, body: '{}', secrets: [secret] };
  return postDelivery(posting, { ...localReach, ...reach }, stopping);
}
const within = (answerMs: number) => ({ timing: { ...localReach.timing, answerMs } });

describe('a receiver that answers', () => {
  test.each([200, 201, 204, 299])('%i has got it', async (code) => {
    const { url } = await receiver((response) => response.writeHead(code).end());
    expect(await post(url)).toEqual({ status: code, response: '', error: null });
  });

  test.each([400, 404, 410, 429, 500, 503])('%i has not', async (code) => {
    const { url } = await receiver((response) => response.writeHead(code).end('no'));
    const error = `The receiver answered ${code}; 2xx would have been a success.`;
    expect(await post(url)).toEqual({ status: code, response: 'no', error });
  });

  test.each([301, 302, 303, 307, 308])('%i, a redirect, is not followed', async (code) => {
    const target = await receiver();
    const { url } = await receiver((response) => response.writeHead(code, { location: target.url }).end());
    expect(await post(url)).toMatchObject({
      status: code,
      error: `The receiver answered ${code}, a redirect, which is not followed. Give the webhook the address that it leads to.`,
    });
    expect(target.received).toEqual([]);
  });

  test('with text that Postgres does not take is quoted all the same', async () => {
    const { url } = await receiver((response) => response.end(Buffer.from([0x61, 0, 0xff, 0x62])));
    expect(await post(url)).toMatchObject({ response: 'a\uFFFD\uFFFDb' });
  });
});

describe('a receiver that takes its time', () => {
  test('over the headers is given up', async () => {
    const { url, received } = await receiver(() => undefined);
    const error = 'No answer came within 0.3 s.';
    expect(await post(url, within(300))).toEqual({ status: null, response: null, error });
    expect(received).toHaveLength(1);
  });

  test('over the body has got it: what came of the body is quoted', async () => {
    const { url } = await receiver((response) => response.writeHead(200).write('slowly'));
    expect(await post(url)).toEqual({ status: 200, response: 'slowly', error: null });
  });
});

describe('a receiver that says too much', () => {
  test('is not listened to for long', async () => {
    const hungUp = Promise.withResolvers<number>();
    const { url } = await receiver((response) => {
      let written = 0;
      const more = () => {
        written += 1;
        response.write('x'.repeat(16_384), (error) => !error && written < 10_000 && setImmediate(more));
      };
      response.on('close', () => hungUp.resolve(written));
      more();
    });
    const answer = await post(url);
    expect(answer).toMatchObject({ status: 200, error: null });
    expect(answer.response).toBe('x'.repeat(1_000));
    // What lies in buffers on the way was written too; it is far from everything.
    expect(await hungUp.promise).toBeLessThan(2_000);
  });

  test('in headers is refused', async () => {
    const { url } = await receiver((response) => response.writeHead(200, { long: 'x'.repeat(12_000) }).end());
    expect(await post(url)).toMatchObject({
      status: null,
      error: 'The headers of the answer are too large.',
    });
  });
});

describe('a receiver that is none', () => {
  test('refuses the connection', async () => {
    const { url, close } = await receiver();
    await close();
    expect(await post(url)).toMatchObject({ status: null, error: 'The receiver refused the connection.' });
  });

  test('hangs up', async () => {
    const url = await rawReceiver((socket) => socket.destroy());
    expect(await post(url)).toMatchObject({ error: 'The connection broke before an answer came.' });
  });

  test('does not speak HTTP', async () => {
    const url = await rawReceiver((socket) => socket.end('220 mail.example.com ESMTP\r\n'));
    expect(await post(url)).toMatchObject({ error: 'What the receiver speaks is not HTTP.' });
  });

  test('has a name that leads nowhere', async () => {
    const resolve = () => Promise.reject(Object.assign(new Error('none'), { code: 'ENOTFOUND' }));
    expect(await post('https://hooks.example.com/', { resolve })).toMatchObject({
      error: 'The name of the receiver leads nowhere.',
    });
  });

  test('is on this machine where that is not allowed: nothing is sent', async () => {
    const { url, received } = await receiver();
    const secure = url.replace('http:', 'https:');
    for (const target of [url, secure])
      expect((await post(target, { allowPrivate: false })).error).toMatch(/^This address is on a private/);
    const { port } = new URL(url);
    const resolve = async () => ['127.0.0.1'];
    expect(await post(`https://hooks.example.com:${port}/`, { allowPrivate: false, resolve })).toMatchObject({
      error: 'Nothing was sent: hooks.example.com leads to an address that is not public.',
    });
    expect(received).toEqual([]);
  });
});

test('a worker that stops meanwhile does not know what came of it', async () => {
  const stopping = new AbortController();
  const { url } = await receiver(() => stopping.abort(new Error('The worker stops.')));
  await expect(post(url, {}, stopping.signal)).rejects.toThrow('The worker stops.');
});
