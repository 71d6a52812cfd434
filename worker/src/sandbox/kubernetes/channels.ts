import { PassThrough, Writable } from 'node:stream';
import type { WebSocket } from 'undici';

/** The first byte of each message says whose it is (Kubernetes' remotecommand protocol, fifth version). */
const channel = { stdin: 0, stdout: 1, stderr: 2, status: 3, close: 255 } as const;
/** Kubernetes takes messages up to some hundred kilobytes; smaller ones leave room for others. */
const maxMessageBytes = 32 * 1024;

export interface Channels {
  stdin: Writable;
  stdout: PassThrough;
  /** Settles when the connection is over: true when the process had ended, false when it was cut. */
  over: Promise<boolean>;
}

/** The streams of a process behind an attached WebSocket; `onStderr` gets what it says besides. */
export function openChannels(socket: WebSocket, onStderr: (bytes: Buffer) => void): Channels {
  const stdout = new PassThrough();
  let hasStatus = false;
  socket.addEventListener('message', ({ data }) => {
    if (!(data instanceof ArrayBuffer) || data.byteLength === 0) return;
    const bytes = Buffer.from(data);
    const payload = bytes.subarray(1);
    if (bytes[0] === channel.stdout && !stdout.destroyed) stdout.write(payload);
    else if (bytes[0] === channel.stderr) onStderr(payload);
    else if (bytes[0] === channel.status) hasStatus = true;
  });
  const over = new Promise<boolean>((resolve) => {
    const end = () => {
      stdout.end();
      resolve(hasStatus);
    };
    socket.addEventListener('close', end, { once: true });
    socket.addEventListener('error', end, { once: true });
  });
  const stdin = new Writable({
    write(chunk: Buffer, _encoding, done) {
      for (let at = 0; at < chunk.length; at += maxMessageBytes)
        socket.send(message(channel.stdin, chunk.subarray(at, at + maxMessageBytes)));
      done();
    },
    final(done) {
      if (socket.readyState === socket.OPEN) socket.send(message(channel.close, Buffer.of(channel.stdin)));
      done();
    },
  });
  return { stdin, stdout, over };
}

function message(of: number, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(payload.length + 1);
  bytes[0] = of;
  bytes.set(payload, 1);
  return bytes;
}
