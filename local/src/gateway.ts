import { createServer, type Server } from 'node:http';
import { AppError } from '@snaprun/core/errors';
import { createProxyServer } from 'httpxy';

/** Paths that the api answers; everything else is the web app's. */
const apiPaths = /^\/(v1|healthz|readyz|health|openapi\.json|docs|hooks)(\/|\?|$)/;

export interface Gateway {
  port: number;
  close(): Promise<void>;
}

/** One origin for page and api on loopback; a service that is being restarted shows as 503 with Retry-After. */
export async function startGateway(port: number, targets: { api: string; web: string }): Promise<Gateway> {
  const proxy = createProxyServer({ xfwd: true });
  const server = createServer((request, response) => {
    const target = apiPaths.test(request.url ?? '/') ? targets.api : targets.web;
    proxy.web(request, response, { target }).catch(() => {
      // The browser left, or the service is not up; only the second has somebody to tell.
      if (response.headersSent || response.destroyed) return response.destroy();
      const body = {
        type: 'about:blank',
        title: 'Unavailable',
        status: 503,
        code: 'unavailable',
        detail: 'Snaprun is starting; try again in a moment.',
      };
      response.writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': '1' });
      return response.end(JSON.stringify(body));
    });
  });
  await listen(server, port);
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function portTaken(port: number, cause?: unknown): AppError {
  return new AppError(
    'conflict',
    `Port ${port} is taken or not allowed. Give another with --port, or leave the flag out.`,
    { cause },
  );
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(cause.code === 'EADDRINUSE' ? portTaken(port, cause) : cause);
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}
