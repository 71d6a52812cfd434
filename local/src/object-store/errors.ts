/**
 * What the store refuses: our name for it → status, S3 error code, sentence.
 *
 * Statuses and codes are MinIO's (the conformance tests compare them); the sentences are ours.
 */
const refusals = {
  accessDenied: [
    403,
    'AccessDenied',
    'This request carries no signature; the store serves signed requests only.',
  ],
  allAccessDisabled: [403, 'AllAccessDisabled', 'This name is reserved by the store.'],
  authorizationEmpty: [400, 'InvalidArgument', 'The Authorization header is empty.'],
  badDigest: [400, 'BadDigest', 'The body does not have the MD5 that Content-MD5 names.'],
  badRequest: [400, 'BadRequest', 'The store has no such call for this method and path.'],
  bucketExists: [409, 'BucketAlreadyOwnedByYou', 'This bucket exists already and is yours.'],
  checksumInvalid: [
    400,
    'InvalidArgument',
    'The x-amz-checksum headers name no checksum that can be checked.',
  ],
  checksumMismatch: [
    400,
    'XAmzContentChecksumMismatch',
    'The body does not have the checksum that was announced.',
  ],
  continuationTokenInvalid: [
    400,
    'InvalidArgument',
    'The continuation token is not one that this store gave out.',
  ],
  credentialDateMalformed: [
    400,
    'AuthorizationQueryParametersError',
    'The date in the credential must be written as yyyyMMdd.',
  ],
  credentialMalformed: [
    400,
    'AuthorizationQueryParametersError',
    'The credential must read ACCESS-KEY/yyyyMMdd/REGION/s3/aws4_request.',
  ],
  credentialTagMissing: [400, 'InvalidRequest', 'The Authorization header has no Credential field.'],
  credentialVersionInvalid: [
    400,
    'AuthorizationQueryParametersError',
    'The credential must end in aws4_request.',
  ],
  dateMalformed: [400, 'MalformedDate', 'The request date must be written as yyyyMMddTHHmmssZ.'],
  dateMissing: [400, 'AccessDenied', 'A signed request needs an x-amz-date or Date header.'],
  encodingTypeInvalid: [400, 'InvalidArgument', 'The only encoding-type is "url".'],
  entityTooLarge: [400, 'EntityTooLarge', 'The body is larger than this call accepts.'],
  expired: [
    403,
    'AccessDenied',
    'Request has expired: the link was valid for a limited time. Ask for a new one.',
  ],
  expiresMalformed: [400, 'AuthorizationQueryParametersError', 'X-Amz-Expires must be a number of seconds.'],
  expiresNegative: [400, 'AuthorizationQueryParametersError', 'X-Amz-Expires must not be negative.'],
  expiresTooLong: [400, 'AuthorizationQueryParametersError', 'X-Amz-Expires must be at most 604800 seconds.'],
  incompleteBody: [400, 'IncompleteBody', 'The body ended before the announced number of bytes.'],
  internal: [500, 'InternalError', 'The store had a problem of its own. Please try again.'],
  invalidAccessKey: [403, 'InvalidAccessKeyId', 'The store does not know this access key.'],
  invalidBucketName: [
    400,
    'InvalidBucketName',
    'A bucket name has 3 to 63 lower-case letters, digits, dots or hyphens.',
  ],
  invalidDigest: [400, 'InvalidDigest', 'Content-MD5 must be 16 bytes in base64.'],
  invalidObjectName: [
    400,
    'XMinioInvalidObjectName',
    'The object name holds characters that cannot be stored.',
  ],
  invalidRange: [416, 'InvalidRange', 'The object has no bytes in the requested range.'],
  invalidRegion: [400, 'InvalidRegion', 'The store is in another region than the one that was named.'],
  invalidResourceName: [400, 'XMinioInvalidResourceName', 'A path must not hold "." or ".." as a part.'],
  invalidToken: [403, 'InvalidTokenId', 'The store gives out no session tokens, so it accepts none.'],
  keyTooLong: [400, 'KeyTooLongError', 'An object name has at most 1024 bytes in UTF-8.'],
  malformedXml: [400, 'MalformedXML', 'The XML is not well-formed or is not what this call expects.'],
  maxKeysInvalid: [400, 'InvalidArgument', 'max-keys must be a whole number from 0 on.'],
  metadataTooLarge: [
    400,
    'MetadataTooLarge',
    'The headers are larger than 8 KB, or the user metadata than 2 KB.',
  ],
  metadataUnsupported: [400, 'InvalidArgument', 'Headers that begin with x-minio-internal- are reserved.'],
  missingContentLength: [411, 'MissingContentLength', 'The request needs a Content-Length header.'],
  missingContentMd5: [400, 'MissingContentMD5', 'This call needs Content-MD5 or an x-amz-checksum header.'],
  missingFields: [
    400,
    'MissingFields',
    'The Authorization header needs Credential, SignedHeaders and Signature.',
  ],
  multipleAuthentication: [
    400,
    'InvalidRequest',
    'The request is signed in more than one way; sign it once.',
  ],
  noSuchBucket: [404, 'NoSuchBucket', 'There is no such bucket.'],
  noSuchKey: [404, 'NoSuchKey', 'There is no such object.'],
  notImplemented: [501, 'NotImplemented', 'The store does not implement this call.'],
  notYetValid: [403, 'AccessDenied', 'The link is dated more than 15 minutes in the future.'],
  parametersMissing: [
    400,
    'AuthorizationQueryParametersError',
    'A signed link needs X-Amz-Algorithm, -Credential, -Signature, -Date, -SignedHeaders and -Expires.',
  ],
  preconditionFailed: [
    412,
    'PreconditionFailed',
    'A condition of the request does not hold for this object.',
  ],
  presignedDateMalformed: [
    400,
    'AuthorizationQueryParametersError',
    'X-Amz-Date must be written as yyyyMMddTHHmmssZ.',
  ],
  queryAlgorithmUnsupported: [
    400,
    'AuthorizationQueryParametersError',
    'The only X-Amz-Algorithm is AWS4-HMAC-SHA256.',
  ],
  regionMalformed: [
    400,
    'AuthorizationHeaderMalformed',
    'The credential names another region than the store is in.',
  ],
  serviceInvalid: [400, 'AuthorizationParametersError', 'The credential must be for the service s3.'],
  sha256Mismatch: [
    400,
    'XAmzContentSHA256Mismatch',
    'The body does not have the SHA-256 that x-amz-content-sha256 names.',
  ],
  signatureMismatch: [403, 'SignatureDoesNotMatch', 'The signature does not belong to this request.'],
  signatureTagMissing: [400, 'AccessDenied', 'The Authorization header has no Signature field.'],
  signedHeadersTagMissing: [400, 'InvalidArgument', 'The Authorization header has no SignedHeaders field.'],
  signatureUnsupported: [400, 'InvalidRequest', 'The store accepts AWS4-HMAC-SHA256 signatures only.'],
  storageFull: [507, 'XMinioStorageFull', 'The disk of the store is full. Free some space and try again.'],
  timeSkewed: [
    403,
    'RequestTimeTooSkewed',
    'The request is dated more than 15 minutes away from the time of the store.',
  ],
  unsignedHeaders: [
    400,
    'AccessDenied',
    'Headers of the request and the list of signed headers do not fit together.',
  ],
} as const satisfies Record<string, readonly [status: number, code: string, message: string]>;

export type Refusal = keyof typeof refusals;

/** A request that the store answers with an S3 error. */
export class S3Error extends Error {
  readonly status: number;
  readonly code: string;
  /** Headers the answer carries besides the usual ones. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(refusal: Refusal, options: { cause?: unknown; headers?: Record<string, string> } = {}) {
    const [status, code, message] = refusals[refusal];
    super(message, { cause: options.cause });
    this.name = 'S3Error';
    this.status = status;
    this.code = code;
    this.headers = options.headers ?? {};
  }
}

/** Any failure as the S3 error to answer with; what is not ours to explain becomes InternalError without details. */
export function asS3Error(error: unknown): S3Error {
  if (error instanceof S3Error) return error;
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code === 'ENOSPC' || code === 'EDQUOT') return new S3Error('storageFull', { cause: error });
  return new S3Error('internal', { cause: error });
}
