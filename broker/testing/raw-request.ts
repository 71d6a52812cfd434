import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  status: number;
  body: string;
}

/** Opens a connection to a broker: a path, or host and port. */
export function dial(address: string): Socket {
  if (address.startsWith('/')) return connect(address);
  const { hostname, port } = new URL(address);
  return connect(Number(port), hostname);
}

/** Sends these very bytes and reads until the broker ends the connection or has answered whole. */
export function rawRequest(address: string, bytes: string, withinMs = 10_000): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = dial(address);
    let answer = '';
    socket.setTimeout(withinMs, () => socket.destroy(new Error('no answer in time')));
    socket.on('error', reject);
    socket.on('data', (part) => {
      answer += part.toString('latin1');
      const [head = '', body = ''] = split(answer);
      const length = /content-length: (\d+)/i.exec(head)?.[1];
      if (length !== undefined && body.length >= Number(length)) socket.end();
    });
    socket.on('close', () => {
      const [head = '', body = ''] = split(answer);
      resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0), body });
    });
    socket.write(bytes, 'latin1');
  });
}

function split(answer: string): string[] {
  const at = answer.indexOf('\r\n\r\n');
  return at < 0 ? [answer] : [answer.slice(0, at), answer.slice(at + 4)];
}

/** The bytes of a request as programs send it. */
export function plainRequest(line: string, body?: unknown, headers: string[] = []): string {
  const text = body === undefined ? '' : JSON.stringify(body);
  const all = ['Host: docker', 'Connection: close', ...headers];
  if (text) all.push('Content-Type: application/json', `Content-Length: ${Buffer.byteLength(text)}`);
  return `${line} HTTP/1.1\r\n${all.join('\r\n')}\r\n\r\n${text}`;
}
