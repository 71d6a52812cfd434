import { createServer, type Server } from 'node:net';

/** A port on loopback that is free now; with `wanted`, that one or the next free one after it. */
export async function freePort(wanted = 0): Promise<number> {
  for (let port = wanted; ; port++) {
    const held = await hold(port);
    if (held !== null) return release(held);
  }
}

/** Different ports on loopback that are free now, the wanted ones where nobody else has them; 0 wants none in particular. */
export async function freePorts(wanted: number[]): Promise<number[]> {
  const held: Server[] = [];
  for (const port of wanted) {
    const server = (await hold(port)) ?? (await hold(0));
    if (server === null) throw new Error('This machine has no free port.');
    held.push(server);
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
