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

/**
 * The operation a request asks for. Throws BadRequest for what no S3 store knows.
 *
 * What S3 knows and this store leaves out is an operation too, one that refuses: it is never taken for another, and
 * only who may ask hears of it.
 */
export function route(request: S3Request): Operation {
  const { method, bucket, key, query } = request;
  if (method === 'POST' && bucket !== '' && key === '' && query?.has('delete')) return deleteObjects;
  const isSubresource = [...(query?.keys() ?? [])].some((name) => subresources.has(name));
  const isCopy = method === 'PUT' && request.headers.has('x-amz-copy-source');
  if (isSubresource || isCopy || (bucket === '' && method === 'GET')) return notImplemented;
  const operation =
    bucket === '' ? undefined : key === '' ? bucketOperation(request) : objectOperations[method];
  if (operation === undefined) throw new S3Error('badRequest');
  return operation;
}

function bucketOperation(request: S3Request): Operation | undefined {
  switch (request.method) {
    case 'DELETE':
      return notImplemented;
    case 'GET':
      return parameter(request, 'list-type') === '2' ? listObjects : notImplemented;
    case 'HEAD':
      return headBucket;
    case 'PUT':
      return createBucket;
    default:
      return undefined;
  }
}

async function notImplemented(): Promise<void> {
  throw new S3Error('notImplemented');
}
