import { createServer, type Server } from 'node:net';

/** A port on loopback that is free now; with `wanted`, that one or the next free one after it. */
export async function freePort(wanted = 0): Promise<number> {
  for (let port = wanted; ; port++) {
    const held = await hold(port);
    if (held !== null) return release(held);
  }
}

/** So many different ports on loopback that are free now: all are held until the last is found. */
export async function freePorts(count: number): Promise<number[]> {
  const held: Server[] = [];
  while (held.length < count) {
    const server = await hold(0);
    if (server !== null) held.push(server);
  }
  return Promise.all(held.map(release));
}

function hold(port: number): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(null);
      else reject(error);
    });
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

function release(server: Server): Promise<number> {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return new Promise((resolve) => server.close(() => resolve(port)));
}
