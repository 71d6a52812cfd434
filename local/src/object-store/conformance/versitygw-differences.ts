import type { Difference } from './differences.ts';

const refused = (status: number, code: string) => ({ status, code });
const accepted = { status: 200, code: '' };
const link = (name: string) => `an upload link: ${name}`;
const signed = (name: string) => `a request signed in its header: ${name}`;
const key = (name: string) => `a key: with ${name}`;

/**
 * Where versitygw 1.8.0 answers otherwise than MinIO and our store, and why that is no fault of ours.
 *
 * Nothing here lets anybody write what a link was not made for: each tampering is refused, in other words. What it does
 * accept is listed last.
 */
export const versitygwDifferences: Difference[] = [
  {
    reason: 'host and every x-amz- header have to be signed, which it checks first',
    instead: refused(403, 'AccessDenied'),
    cases: [
      link('checksum header: a second kind added'),
      link('header: user metadata added'),
      link('header: a session token added'),
      link('header: an Authorization added'),
      link('header: body announced as STREAMING-AWS4-HMAC-SHA256-PAYLOAD'),
      link('header: the same with a date'),
      link('header: a streaming body with a forged Authorization'),
      link('query: signed headers cut down to host'),
      link('query: signed headers without host'),
      signed('signed headers without host'),
      signed('a wrong checksum'),
      signed('a wrong CRC32'),
      signed('a malformed checksum'),
      signed('user metadata of more than 2 KB'),
    ],
  },
  {
    reason: 'a signed header that is left out counts as empty, so the signature is wrong',
    instead: refused(403, 'SignatureDoesNotMatch'),
    cases: [
      link('method: GET'),
      link('type: left out'),
      link('checksum header: left out'),
      link('if-none-match: left out'),
      link('size: not said (chunked)'),
    ],
  },
  {
    reason: 'without that header it asks for it before it looks at the signature',
    instead: refused(400, 'InvalidRequest'),
    cases: [signed('a signed header left out')],
  },
  {
    reason: 'without a date it can read there is no signature',
    instead: refused(403, 'AccessDenied'),
    cases: [signed('date left out'), signed('date unreadable')],
  },
  {
    reason: 'an Authorization that cannot be read has one code for all its faults',
    instead: refused(400, 'AuthorizationHeaderMalformed'),
    cases: [
      signed('signature field left out'),
      signed('signed headers field renamed'),
      signed('credential field renamed'),
      signed('credential cut'),
      signed('credential of another service'),
      signed('credential of another version'),
      signed('credential of no date'),
    ],
  },
  {
    reason: 'a link that cannot be read has one code for all its faults',
    instead: refused(400, 'AuthorizationQueryParametersError'),
    cases: [
      link('signature: empty'),
      link('credential: another region'),
      link('credential: another service'),
    ],
  },
  {
    reason: 'what it can read is compared, not examined',
    instead: refused(403, 'SignatureDoesNotMatch'),
    cases: [link('query: broken escape'), signed('signature empty'), key('.. with a backslash')],
  },
  {
    reason: 'its own code for an account it does not know',
    instead: refused(404, 'XAdminUserNotFound'),
    cases: [link('credential: another key'), signed('credential of another key')],
  },
  {
    reason: 'its own code',
    instead: refused(400, 'BadDigest'),
    cases: [link('bytes: others of the same length')],
  },
  { reason: 'its own code', instead: refused(400, 'InvalidArgument'), cases: [signed('another scheme')] },
  { reason: 'its own code', instead: refused(400, 'InvalidToken'), cases: [signed('a session token')] },
  {
    reason: 'its own code',
    instead: refused(400, 'RequestHeaderSectionTooLarge'),
    cases: [signed('headers of more than 8 KB')],
  },
  {
    reason: 'its own code',
    instead: refused(400, 'InvalidLocationConstraint'),
    cases: ['the SDK: is refused a bucket in another region'],
  },
  {
    reason: 'its own code',
    instead: refused(400, 'InvalidRequest'),
    cases: ['DeleteObjects: with no XML', 'DeleteObjects: with XML that ends early'],
  },
  {
    reason: 'an empty Content-MD5 counts as a wrong one',
    instead: refused(400, 'InvalidDigest'),
    cases: ['DeleteObjects: with no checksum'],
  },
  {
    reason: 'a path that leaves the bucket ends in its HTTP layer, which knows no S3 codes',
    instead: refused(400, '400'),
    cases: [key('..'), key('escaped ..')],
  },
  {
    reason: 'the file system refuses the name, which it does not foresee',
    instead: refused(500, 'InternalError'),
    cases: [key('a NUL')],
  },
  {
    reason: 'its own code',
    instead: refused(400, 'KeyTooLongError'),
    cases: [key('a part of more than 255 bytes')],
  },
  {
    reason: 'it knows the method before it knows the caller',
    instead: refused(405, 'MethodNotAllowed'),
    cases: [
      'a stranger without a signature: asking POST /conformance/a/b',
      'a stranger without a signature: asking PATCH /conformance/a/b',
      'a stranger without a signature: asking PUT /',
    ],
  },
  {
    reason: 'a POST to a bucket is taken for an upload by form',
    instead: refused(412, 'PreconditionFailed'),
    cases: ['a stranger without a signature: asking POST /conformance'],
  },
  {
    reason: 'it keeps no bucket of that name for itself',
    instead: refused(404, 'NoSuchBucket'),
    cases: ['a stranger without a signature: asking GET /minio'],
  },
  {
    reason: 'its own code',
    instead: refused(400, 'InvalidBucketName'),
    cases: ['a stranger without a signature: asking GET /../x'],
  },
  {
    reason: 'an OPTIONS without an origin is no preflight',
    instead: refused(400, 'BadRequest'),
    cases: ['a stranger without a signature: asking OPTIONS /conformance/a/b'],
  },
  {
    reason: 'a preflight that is refused says so in its status',
    instead: refused(403, 'AccessForbidden'),
    cases: [
      'a page of another origin: http://evil.example gets no permission',
      'a page of another origin: null gets no permission',
      'a page of another origin: http://127.0.0.1:4400.evil.example gets no permission',
      'a page of another origin: http://127.0.0.1:44000 gets no permission',
    ],
  },
  {
    reason: 'a preflight for a method it does not know says so in its status',
    instead: refused(400, 'BadRequest'),
    cases: ['a page of the allowed origin: may not use a method that S3 does not have'],
  },
  {
    reason: 'a preflight is a 200 as at AWS',
    instead: accepted,
    cases: ['a page of the allowed origin: may send the upload'],
  },
  {
    reason: 'a signature is checked before origins are, so a page cannot read why it was refused',
    cases: ['a page of the allowed origin: may read refusals'],
  },
  {
    reason: 'it adds no header of its own, so a proxy has to add nosniff',
    cases: ['a download: is never sniffed, whole or a range'],
  },
  {
    reason: 'a range that makes no sense is ignored, as RFC 9110 allows',
    instead: accepted,
    cases: ['a download: bytes=9-3', 'a download: bytes=-5 of an empty object'],
  },
  {
    reason: 'it keeps fractions of a second, so its own Last-Modified is older than the object',
    instead: accepted,
    cases: ['a download: if-modified-since: its date'],
  },
  { reason: 'it has no encoding-type', cases: ['a listing: escapes keys when asked'] },
  { reason: 'it ignores Quiet', cases: ['DeleteObjects: is silent when asked'] },
  { reason: 'it has no such limit', cases: ['DeleteObjects: takes a thousand and no more'] },
  { reason: 'it allows that name', cases: ['the SDK: is refused the bucket name a..b'] },
  {
    reason: 'it looks only at when a link ends',
    instead: accepted,
    cases: [link('expiry: dated 16 minutes ahead')],
  },
  {
    reason: 'it takes every header that is not its own',
    instead: accepted,
    cases: [signed("MinIO's own metadata")],
  },
  {
    reason: 'it reads listings generously and finds nothing',
    instead: accepted,
    cases: [
      'a listing: with an empty continuation token',
      'a listing: with a malformed continuation token',
      'a listing: with an unknown encoding',
      'a listing: with a prefix with ..',
      'a listing: with a prefix with //',
    ],
  },
  {
    reason: 'it reads a request to delete nothing as such',
    instead: accepted,
    cases: ['DeleteObjects: with no objects', 'DeleteObjects: with something else'],
  },
  {
    reason: 'it stores what its file system can, inside the bucket',
    instead: accepted,
    cases: [key('.. with spaces'), key('. alone'), key('a slash twice'), key('more than 1024 bytes')],
  },
];
