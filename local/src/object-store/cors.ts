import type { IncomingMessage, ServerResponse } from 'node:http';

const methods = new Set(['GET', 'PUT', 'HEAD', 'POST', 'DELETE', 'OPTIONS', 'PATCH']);
const exposed =
  'Date, Etag, Server, Accept-Ranges, Content-Range, Content-Encoding, Content-Length, Content-Type, ' +
  'Content-Disposition, Last-Modified, Content-Language, Cache-Control, Retry-After, Expires, X-Amz*, *';

/**
 * Adds the cross-origin headers and answers a preflight; true when the request has been answered.
 *
 * A preflight from an origin that is not allowed is a 204 without permission, as MinIO answers it.
 */
export function applyCors(
  message: IncomingMessage,
  response: ServerResponse,
  allowedOrigins: ReadonlySet<string>,
): boolean {
  const origin = message.headers.origin ?? '';
  const allowed = origin !== '' && allowedOrigins.has(origin);
  const wanted = message.headers['access-control-request-method'];
  if (message.method !== 'OPTIONS' || wanted === undefined) {
    response.setHeader('Vary', 'Origin');
    if (allowed && methods.has(message.method ?? '')) {
      allow(response, origin);
      response.setHeader('Access-Control-Expose-Headers', exposed);
    }
    return false;
  }

  response.setHeader('Vary', 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers');
  if (allowed && methods.has(wanted)) {
    allow(response, origin);
    response.setHeader('Access-Control-Allow-Methods', wanted);
    const headers = message.headers['access-control-request-headers'];
    if (typeof headers === 'string' && headers !== '')
      response.setHeader('Access-Control-Allow-Headers', headers);
  }
  response.writeHead(204).end();
  return true;
}

function allow(response: ServerResponse, origin: string): void {
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Allow-Credentials', 'true');
}
