import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '@snaprun/core/log';
import { asS3Error } from './errors.ts';
import { answerEmpty, answerXml } from './exchange.ts';
import { element } from './xml.ts';

export interface FailedExchange {
  message: IncomingMessage;
  response: ServerResponse;
  requestId: string;
  region: string;
  log: Log | undefined;
}

/** Answers a failure as S3 does: an XML document, or for HEAD a header. What failed inside goes to the log only. */
export function answerError(
  error: unknown,
  { message, response, requestId, region, log }: FailedExchange,
): void {
  const failure = asS3Error(error);
  // A client that went away is nobody's failure, and there is nobody to tell.
  if (response.destroyed || (message.destroyed && !message.complete)) {
    response.destroy();
    return;
  }
  if (failure.status >= 500 && failure.status !== 501)
    log?.error('The object store failed a request.', { requestId, error: failure.cause ?? failure });
  // The status is out: cutting the connection is the only honest way left to say that the rest is missing.
  if (response.headersSent) {
    response.destroy();
    return;
  }

  for (const name of response.getHeaderNames().filter(isAboutTheObject)) response.removeHeader(name);
  for (const [name, value] of Object.entries(failure.headers)) response.setHeader(name, value);
  if (failure.status === 507) response.setHeader('Retry-After', '60');
  if (message.method === 'HEAD') {
    response.setHeader('X-Minio-Error-Code', failure.code);
    answerEmpty(response, failure.status);
    return;
  }
  answerXml(
    response,
    failure.status,
    element('Error', [
      element('Code', failure.code),
      element('Message', failure.message),
      element('Resource', message.url?.split('?')[0] ?? '/'),
      element('Region', region),
      element('RequestId', requestId),
    ]),
  );
}

function isAboutTheObject(name: string): boolean {
  return /^(content-|cache-control$|expires$|accept-ranges$|etag$|last-modified$|x-amz-(meta|checksum)-)/.test(
    name,
  );
}
