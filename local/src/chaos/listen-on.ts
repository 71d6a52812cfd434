import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Has a server listen on loopback; 0 takes any port. Closing ends its connections. */
export async function listenOn(
  server: Server,
  port: number,
): Promise<{ url: string; port: number; close(): Promise<void> }> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const taken = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${taken}`,
    port: taken,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
