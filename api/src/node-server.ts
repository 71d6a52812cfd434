import { createServer, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { getRequestListener, RequestError } from '@hono/node-server';
import { AppError } from '@snaprun/core/errors';
import { newId } from '@snaprun/core/ids';
import type { Log } from '@snaprun/core/log';
import { problemOf, problemResponse, toAppError } from './errors.ts';

type Fetch = (request: Request) => Response | Promise<Response>;

/** A server of HTTP for the app; what never becomes a request, as one with an impossible host, is a problem too. */
export function createNodeServer(fetch: Fetch, log: Log): Server {
  const listener = getRequestListener(fetch, {
    errorHandler(thrown) {
      const requestId = newId('request');
      const error =
        thrown instanceof RequestError
          ? new AppError('invalid_request', 'The address or the Host header of the request cannot be read.')
          : toAppError(thrown);
      if (error.code === 'internal') log.error('a request failed', { requestId, error });
      const response = problemResponse(error, requestId);
      response.headers.set('x-request-id', requestId);
      return response;
    },
  });
  // A missing Host is refused by the listener, with a sentence.
  const server = createServer({ requireHostHeader: false }, listener);
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => refuse(error, socket));
  return server;
}

/** What the parser of HTTP gives up, by its code; everything else is a plain 400. */
const refusals: Readonly<Record<string, [status: number, sentence: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'The headers of the request have more than 16 KB.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not arrive in time.'],
};

function refuse({ code = '' }: NodeJS.ErrnoException, socket: Duplex): void {
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, sentence] = refusals[code] ?? [400, 'This is not HTTP, or of a method that nobody knows.'];
  const requestId = newId('request');
  const problem = { ...problemOf(new AppError('invalid_request', sentence), requestId), status };
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    'cache-control: no-store',
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
