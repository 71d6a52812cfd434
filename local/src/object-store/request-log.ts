import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Log } from '@snaprun/core/log';

/** What a connection had carried when its last request was over: a request's headers come before we hear of it. */
const counted = new WeakMap<Socket, { bytesRead: number; bytesWritten: number }>();

/** Writes one line when the request is over. The query is left out: signatures live there. */
export function logWhenDone(
  message: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  log: Log,
): void {
  const startedAt = performance.now();
  const { socket } = message;
  response.once('close', () => {
    const { bytesRead, bytesWritten } = socket;
    const before = counted.get(socket) ?? { bytesRead: 0, bytesWritten: 0 };
    counted.set(socket, { bytesRead, bytesWritten });
    log.info('request', {
      requestId,
      method: message.method,
      path: message.url?.split('?')[0],
      status: response.statusCode,
      complete: response.writableFinished,
      bytesIn: bytesRead - before.bytesRead,
      bytesOut: bytesWritten - before.bytesWritten,
      durationMs: Math.round(performance.now() - startedAt),
    });
  });
}
