import type { ServerResponse } from 'node:http';
import { S3Error } from './errors.ts';
import { checkBucketName, checkKey } from './names.ts';
import type { ObjectsOnDisk } from './objects-on-disk.ts';
import type { S3Request } from './request.ts';
import type { SignedPayload } from './signature.ts';
import { type Element, renderXml } from './xml.ts';

/** One request whose signature holds, and what an operation needs to answer it. */
export interface Exchange {
  request: S3Request;
  response: ServerResponse;
  signed: SignedPayload;
  objects: ObjectsOnDisk;
  region: string;
}

export type Operation = (exchange: Exchange) => Promise<void>;

/** The object the request names; throws when the name or the bucket cannot be. */
export function namedObject({ request, objects }: Exchange): { bucket: string; key: string } {
  const { bucket, key } = request;
  checkBucketName(bucket);
  checkKey(key);
  if (!objects.hasBucket(bucket)) throw new S3Error('noSuchBucket');
  return { bucket, key };
}

export function answerXml(response: ServerResponse, status: number, root: Element): void {
  const body = renderXml(root);
  response.writeHead(status, {
    'Content-Type': 'application/xml',
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body);
}

/** Answers without a body. */
export function answerEmpty(response: ServerResponse, status: number): void {
  response.statusCode = status;
  response.end();
}
