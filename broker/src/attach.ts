import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Transform } from 'node:stream';
import { daemonAway, wholeOf } from './daemon.ts';
import type { BrokerParts } from './parts.ts';
import { Refusal } from './refusal.ts';

/** dockerode repeats the parameters as a body; nothing else has a reason to send one. */
const largestBody = 1024;

/**
 * Joins a client's connection with the streams of its box, after the daemon has agreed.
 *
 * The body of the request is dropped: bytes of it must not reach the program. What the client sends behind it goes
 * on in order, and the end of either side is the end of the other, so that a box whose worker died ends too.
 */
export async function attach(
  { daemon, facts, boxes, turns }: BrokerParts,
  subject: string,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  const bodyBytes = bodyLength(request);
  const reached = (async () => {
    const id = await boxes.idOf(subject);
    const path = `/${(await facts()).api}/containers/${id}/attach?stream=1&stdin=1&stdout=1&stderr=1`;
    return upgraded(
      daemon.send({ method: 'POST', path, headers: { connection: 'Upgrade', upgrade: 'tcp' } }),
    );
  })();
  turns.note(subject, reached);
  const streams = await reached;
  if (socket.destroyed) {
    streams.destroy();
    return;
  }
  socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
  if (head.length > 0) socket.unshift(head);
  socket.on('error', () => streams.destroy());
  streams.on('error', () => socket.destroy());
  socket.once('close', () => streams.destroy());
  streams.once('close', () => socket.end());
  socket.pipe(withoutFirst(bodyBytes)).pipe(streams);
  streams.pipe(socket);
}

function bodyLength({ headers }: IncomingMessage): number {
  if (headers['transfer-encoding'] !== undefined)
    throw new Refusal(400, 'The broker wants an attach whose body has a length.');
  const said = headers['content-length'] ?? '0';
  const length = /^\d{1,4}$/.test(said) ? Number(said) : Number.POSITIVE_INFINITY;
  if (length > largestBody)
    throw new Refusal(413, `The broker takes ${largestBody} bytes at most with an attach.`);
  return length;
}

function withoutFirst(count: number): Transform {
  let left = count;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const dropped = Math.min(left, chunk.length);
      left -= dropped;
      done(null, chunk.subarray(dropped));
    },
  });
}

/** The raw connection, once the daemon has given up speaking HTTP on it. */
function upgraded(sent: ReturnType<BrokerParts['daemon']['send']>): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => sent.destroy(new Error('no answer in time')), 60_000);
    sent.once('close', () => clearTimeout(late));
    sent.once('upgrade', (_response, streams: Duplex, head: Buffer) => {
      clearTimeout(late);
      if (head.length > 0) streams.unshift(head);
      resolve(streams);
    });
    sent.once('response', (response) => {
      wholeOf(response).then(
        ({ status }) =>
          reject(new Refusal(status >= 400 ? status : 502, 'The Docker daemon does not attach.')),
        reject,
      );
    });
    sent.on('error', (cause) => reject(daemonAway(cause)));
  });
}
