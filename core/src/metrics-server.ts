import { createServer } from 'node:http';
import type { Log } from './log.ts';

/** What a scrape gets. */
export interface Metrics {
  contentType: string;
  metrics(): Promise<string>;
}

/**
 * Serves `GET /metrics` on a port of its own, so that it need not be open where the product is; resolves once it
 * listens, with the port. A scrape that fails is a 500 without a reason.
 */
export async function serveMetrics(
  metrics: Metrics,
  { host, port }: { host: string; port: number },
  log: Log,
): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const path = request.url?.split('?')[0];
    if (request.method !== 'GET' || path !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    try {
      const text = await metrics.metrics();
      response.writeHead(200, { 'content-type': metrics.contentType, 'cache-control': 'no-store' }).end(text);
    } catch (error) {
      log.error('the metrics cannot be told', { error });
      response.writeHead(500).end();
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const listening = typeof address === 'object' && address !== null ? address.port : port;
  log.info('metrics are served', { host, port: listening });
  return {
    port: listening,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
