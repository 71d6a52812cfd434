import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface BreakableNetwork {
  /** Of a proxy that a browser context goes through. */
  url: string;
  /** Ends what is under way and lets nothing begin. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

/**
 * A forward proxy for plain http that can be cut like a cable.
 *
 * A browser's own offline mode leaves transfers alone that have begun; this one does not.
 */
export async function openBreakableNetwork(): Promise<BreakableNetwork> {
  let broken = false;
  const open = new Set<Socket>();
  const server = createServer((incoming, answer) => {
    const { hostname, port, pathname, search } = new URL(incoming.url ?? '/');
    const { method, headers } = incoming;
    const onwards = request({ hostname, port, method, headers, path: pathname + search, agent: false });
    onwards.on('response', (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
      response.on('error', () => answer.destroy());
    });
    onwards.on('error', () => answer.destroy());
    incoming.on('error', () => onwards.destroy());
    answer.on('close', () => onwards.destroy());
    incoming.pipe(onwards);
  });
  server.on('connection', (socket) => {
    if (broken) socket.destroy();
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const drop = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: () => {
      broken = true;
      drop();
    },
    mend: () => {
      broken = false;
    },
    close: async () => {
      server.close();
      drop();
      await once(server, 'close');
    },
  };
}
