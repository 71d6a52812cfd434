import { createServer } from 'node:net';

/** A port on loopback that is free now; with `wanted`, that one or the next free one after it. */
export async function freePort(wanted = 0): Promise<number> {
  for (let port = wanted; ; port++) {
    const free = await tryPort(port);
    if (free !== null) return free;
  }
}

function tryPort(port: number): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(null);
      else reject(error);
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
    });
  });
}
