import { S3Error } from './errors.ts';
import type { Operation } from './exchange.ts';
import { createBucket } from './operations/create-bucket.ts';
import { deleteObject } from './operations/delete-object.ts';
import { deleteObjects } from './operations/delete-objects.ts';
import { getObject } from './operations/get-object.ts';
import { headBucket } from './operations/head-bucket.ts';
import { listObjects } from './operations/list-objects.ts';
import { putObject } from './operations/put-object.ts';
import { parameter, type S3Request } from './request.ts';

/** Parameters that make a request mean something else than its method and path say. */
const subresources = new Set(
  (
    'accelerate acl analytics attributes cors encryption intelligent-tiering inventory legal-hold lambdaArn lifecycle ' +
    'location logging metrics notification object-lock ownershipControls partNumber policy policyStatus ' +
    'publicAccessBlock replication requestPayment restore retention select tagging torrent uploadId uploads ' +
    'versionId versioning versions website'
  ).split(' '),
);

const objectOperations: Record<string, Operation> = {
  DELETE: deleteObject,
  GET: getObject,
  HEAD: getObject,
  PUT: putObject,
};

/** The operation a request asks for; throws for what this store leaves out, so that it is never taken for another. */
export function route(request: S3Request): Operation {
  const { method, bucket, key, query } = request;
  const isSubresource = [...(query?.keys() ?? [])].some((name) => subresources.has(name));
  if (isSubresource || bucket === '' || request.headers.has('x-amz-copy-source'))
    throw new S3Error('notImplemented');
  if (key !== '') {
    const operation = objectOperations[method];
    if (operation === undefined) throw new S3Error('badRequest');
    return operation;
  }
  if (method === 'PUT') return createBucket;
  if (method === 'HEAD') return headBucket;
  if (method === 'GET' && parameter(request, 'list-type') === '2') return listObjects;
  if (method === 'POST' && query?.has('delete')) return deleteObjects;
  throw new S3Error('notImplemented');
}
