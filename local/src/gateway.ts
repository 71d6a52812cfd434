import { Agent, createServer, type Server } from 'node:http';
import { AppError } from '@snaprun/core/errors';
import { newId } from '@snaprun/core/ids';
import { createProxyServer } from 'httpxy';
import { freePort } from './ports.ts';

/** Paths that the api answers; everything else is the web app's. */
const apiPaths = /^\/(v1|healthz|readyz|health|openapi\.json|docs|hooks)(\/|\?|$)/;

export interface GatewayTargets {
  api: string;
  web: string;
}

export interface Gateway {
  port: number;
  close(): Promise<void>;
}

const defaultPort = 4400;

/** The gateway on the wanted port, or without one on the first port from 4400 that nobody else takes meanwhile. */
export async function openGateway(wanted: number | null, targets: GatewayTargets): Promise<Gateway> {
  if (wanted !== null) return startGateway(wanted, targets);
  for (let port = defaultPort; ; port++) {
    port = await freePort(port);
    try {
      return await startGateway(port, targets);
    } catch (error) {
      // Another start was quicker between the look and the listening.
      if (!(error instanceof AppError && error.code === 'conflict')) throw error;
    }
  }
}

/** One origin for page and api on loopback; a service that is being restarted shows as 503 with Retry-After. */
export async function startGateway(port: number, targets: GatewayTargets): Promise<Gateway> {
  // A kept connection may be closing, after an answer that came before the body was read, say: the next request would
  // be lost on it. And no upper bound, or some hundred streams of events would keep everybody else out.
  const proxy = createProxyServer({ xfwd: true, agent: new Agent({ keepAlive: false }) });
  // That a connection ends is between us and the service; the browser keeps its own.
  proxy.on('proxyRes', (answer) => delete answer.headers.connection);
  const server = createServer((request, response) => {
    const target = apiPaths.test(request.url ?? '/') ? targets.api : targets.web;
    proxy.web(request, response, { target }).catch(() => {
      // The browser left, or the service is not up; only the second has somebody to tell.
      if (response.headersSent || response.destroyed) return response.destroy();
      const requestId = newId('request');
      const body = {
        type: 'about:blank',
        title: 'Not available now',
        status: 503,
        code: 'unavailable',
        detail: 'Snaprun is starting; try again in a moment.',
        requestId,
      };
      response.writeHead(503, {
        'content-type': 'application/problem+json',
        'retry-after': '1',
        'x-request-id': requestId,
      });
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

function portTaken(port: number, cause: unknown): AppError {
  return new AppError(
    'conflict',
    `Port ${port} is taken or not allowed. Give another with --port, or leave the flag out.`,
    { cause },
  );
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(cause.code === 'EADDRINUSE' || cause.code === 'EACCES' ? portTaken(port, cause) : cause);
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}
