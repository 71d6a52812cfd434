import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Log } from '@snaprun/core/log';
import { answerError } from './answer-error.ts';
import { applyCors } from './cors.ts';
import { S3Error } from './errors.ts';
import { answerEmpty } from './exchange.ts';
import { checkBucketName, checkPathParts } from './names.ts';
import { checkHeaderSizes } from './object-metadata.ts';
import { type ObjectsOnDisk, openObjects } from './objects-on-disk.ts';
import { announcedBytes } from './payload.ts';
import { parseRequest, type S3Request } from './request.ts';
import { logWhenDone } from './request-log.ts';
import { route } from './route.ts';
import { checkRequestDate, isSignedTwice, isUpload, type Signer, verifySignature } from './signature.ts';

export interface ObjectStoreOptions extends Signer {
  /** Everything the store keeps; one store at a time. */
  directory: string;
  host: string;
  /** 0 takes any free port. */
  port: number;
  /** Origins whose pages may use the store, as browsers write them: `http://127.0.0.1:4400`. */
  allowedOrigins: readonly string[];
  /** Buckets to create if they are not there. */
  buckets?: readonly string[];
  log?: Log;
}

export interface ObjectStore {
  url: string;
  /** Ends what is idle at once and what is under way after five seconds at most. */
  close(): Promise<void>;
}

const closeGraceMs = 5000;
/** An upload that was refused is read to its end up to here, so that browsers see the answer and not a reset. */
const maxDrainBytes = 64 * 2 ** 20;

/** Starts the object store of local mode: the part of S3 that Snaprun uses, on disk, answering as MinIO does. */
export async function startObjectStore(options: ObjectStoreOptions): Promise<ObjectStore> {
  const objects = await openObjects(options.directory, options.log);
  for (const bucket of options.buckets ?? []) {
    checkBucketName(bucket);
    await objects.createBucket(bucket);
  }
  const origins = new Set(options.allowedOrigins);
  const listener = (message: IncomingMessage, response: ServerResponse) =>
    void handle(message, response, { ...options, objects, origins }).catch((error: unknown) => {
      options.log?.error('The object store could not answer.', { error });
      response.destroy();
    });
  const server = createServer(listener);
  // Whoever asks before sending is told to go on only when the request holds (payload.ts).
  server.on('checkContinue', listener);
  server.listen(options.port, options.host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), closeGraceMs);
      await closed;
      clearTimeout(timer);
    },
  };
}

type Context = ObjectStoreOptions & { objects: ObjectsOnDisk; origins: ReadonlySet<string> };

async function handle(message: IncomingMessage, response: ServerResponse, context: Context): Promise<void> {
  const requestId = randomUUID();
  if (context.log !== undefined) logWhenDone(message, response, requestId, context.log);
  response.setHeader('X-Amz-Request-Id', requestId);
  response.setHeader('X-Amz-Bucket-Region', context.region);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  if (applyCors(message, response, context.origins)) return;
  if (isHealthCheck(message) || message.method === 'OPTIONS') return answerEmpty(response, 200);
  try {
    await answer(parseRequest(message), response, context);
  } catch (error) {
    answerError(error, { message, response, requestId, region: context.region, log: context.log });
  }
  boundDrain(message, response);
}

/** MinIO's order of checks: where several things are wrong, the same one is named. */
async function answer(request: S3Request, response: ServerResponse, context: Context): Promise<void> {
  const operation = route(request);
  checkRequestDate(request, Date.now());
  checkHeaderSizes(request);
  checkPathParts(request.path);
  for (const [name, values] of request.query ?? []) {
    if (name !== 'delimiter') values.forEach(checkPathParts);
  }
  if (isSignedTwice(request)) throw new S3Error('multipleAuthentication');
  if (request.bucket === 'minio') throw new S3Error('allAccessDisabled');
  if (request.bucket !== '') checkBucketName(request.bucket);
  if (isUpload(request) && announcedBytes(request) === null) throw new S3Error('missingContentLength');
  const signed = verifySignature(request, context, Date.now());
  await operation({ request, response, signed, objects: context.objects, region: context.region });
}

function isHealthCheck(message: IncomingMessage): boolean {
  return (message.method === 'GET' || message.method === 'HEAD') && message.url === '/minio/health/live';
}

function boundDrain(message: IncomingMessage, response: ServerResponse): void {
  if (message.complete) return;
  let drained = 0;
  message.on('data', (chunk: Buffer) => {
    drained += chunk.length;
    if (drained > maxDrainBytes && response.writableEnded) message.destroy();
  });
}
