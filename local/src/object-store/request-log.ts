import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '@snaprun/core/log';

/** Writes one line when the request is over. The query is left out: signatures live there. */
export function logWhenDone(
  message: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  log: Log,
): void {
  const startedAt = performance.now();
  const { socket } = message;
  const { bytesRead, bytesWritten } = socket;
  response.once('close', () => {
    log.info('request', {
      requestId,
      method: message.method,
      path: message.url?.split('?')[0],
      status: response.statusCode,
      complete: response.writableFinished,
      bytesIn: socket.bytesRead - bytesRead,
      bytesOut: socket.bytesWritten - bytesWritten,
      durationMs: Math.round(performance.now() - startedAt),
    });
  });
}
