import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { type RawRequest, sha256Base64, sha256Hex } from './target.ts';

/** The body the request was signed for. */
export const body = Buffer.from('a body that is signed in the header');

/** A request with its Authorization, as it would leave. */
export interface SignedRequest extends RawRequest {
  url: string;
  method: string;
  headers: Record<string, string>;
}

interface RequestTampering {
  what: string;
  status: number;
  code: string;
  request: (signed: SignedRequest) => Partial<SignedRequest>;
}

const replaced = (headers: Record<string, string>, from: string | RegExp, to: string) => ({
  ...headers,
  authorization: headers.authorization?.replace(from, to) ?? '',
});
const without = (headers: Record<string, string>, name: string) =>
  Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name));

/** What may be changed on the way in a request that is signed in its header, and how MinIO answers it. */
export const requestTamperings: RequestTampering[] = [
  { what: 'nothing changed', status: 200, code: '', request: () => ({}) },
  {
    what: 'other bytes',
    status: 400,
    code: 'XAmzContentSHA256Mismatch',
    request: () => ({ body: Buffer.from(body).fill('x') }),
  },
  {
    what: 'other bytes with their own SHA-256',
    status: 403,
    code: 'SignatureDoesNotMatch',
    request: ({ headers }) => ({
      headers: { ...headers, 'x-amz-content-sha256': sha256Hex('x') },
      body: 'x',
    }),
  },
  {
    what: 'bytes declared unsigned',
    status: 403,
    code: 'SignatureDoesNotMatch',
    request: ({ headers }) => ({ headers: { ...headers, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } }),
  },
  {
    what: 'bytes declared streaming',
    status: 403,
    code: 'SignatureDoesNotMatch',
    request: ({ headers }) => ({
      headers: { ...headers, 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' },
    }),
  },
  { what: 'other method', status: 403, code: 'SignatureDoesNotMatch', request: () => ({ method: 'DELETE' }) },
  {
    what: 'other key',
    status: 403,
    code: 'SignatureDoesNotMatch',
    request: ({ url }) => ({ url: url.replace('?', 'x?') }),
  },
  {
    what: 'a parameter added',
    status: 403,
    code: 'SignatureDoesNotMatch',
    request: ({ url }) => ({ url: `${url}&a=b` }),
  },
  {
    what: 'other type',
    status: 403,
    code: 'SignatureDoesNotMatch',
    request: ({ headers }) => ({ headers: { ...headers, 'content-type': 'text/html' } }),
  },
  {
    what: 'a signed header left out',
    status: 400,
    code: 'AccessDenied',
    request: ({ headers }) => ({ headers: without(headers, 'x-amz-content-sha256') }),
  },
  {
    what: 'other date',
    status: 403,
    code: 'SignatureDoesNotMatch',
    request: ({ headers }) => ({
      headers: {
        ...headers,
        'x-amz-date': new Date(Date.now() + 60_000).toISOString().replace(/[-:]|\.\d+/g, ''),
      },
    }),
  },
  {
    what: 'date left out',
    status: 400,
    code: 'AccessDenied',
    request: ({ headers }) => ({ headers: without(headers, 'x-amz-date') }),
  },
  {
    what: 'date unreadable',
    status: 400,
    code: 'MalformedDate',
    request: ({ headers }) => ({ headers: { ...headers, 'x-amz-date': 'yesterday' } }),
  },
  {
    what: 'Authorization left out',
    status: 403,
    code: 'AccessDenied',
    request: ({ headers }) => ({ headers: without(headers, 'authorization') }),
  },
  {
    what: 'signature flipped',
    status: 403,
    code: 'SignatureDoesNotMatch',
    request: ({ headers }) => ({ headers: replaced(headers, /Signature=./, 'Signature=x') }),
  },
  {
    what: 'signature cut',
    status: 403,
    code: 'SignatureDoesNotMatch',
    request: ({ headers }) => ({ headers: replaced(headers, /.$/, '') }),
  },
  {
    what: 'signature empty',
    status: 400,
    code: 'MissingFields',
    request: ({ headers }) => ({ headers: replaced(headers, /Signature=.*/, 'Signature=') }),
  },
  {
    what: 'signature field left out',
    status: 400,
    code: 'MissingFields',
    request: ({ headers }) => ({ headers: replaced(headers, /,\s*Signature=.*/, '') }),
  },
  {
    what: 'signed headers field renamed',
    status: 400,
    code: 'InvalidArgument',
    request: ({ headers }) => ({ headers: replaced(headers, 'SignedHeaders', 'Headers') }),
  },
  {
    what: 'signed headers without host',
    status: 400,
    code: 'AccessDenied',
    request: ({ headers }) => ({ headers: replaced(headers, 'host;', '') }),
  },
  {
    what: 'credential field renamed',
    status: 400,
    code: 'InvalidRequest',
    request: ({ headers }) => ({ headers: replaced(headers, 'Credential', 'Cred') }),
  },
  {
    what: 'credential cut',
    status: 400,
    code: 'AuthorizationQueryParametersError',
    request: ({ headers }) => ({ headers: replaced(headers, '/s3/', '/') }),
  },
  {
    what: 'credential of another key',
    status: 403,
    code: 'InvalidAccessKeyId',
    request: ({ headers }) => ({ headers: replaced(headers, /Credential=[^/]+/, 'Credential=somebody') }),
  },
  {
    what: 'credential of another region',
    status: 400,
    code: 'AuthorizationHeaderMalformed',
    request: ({ headers }) => ({ headers: replaced(headers, 'us-east-1', 'eu-west-1') }),
  },
  {
    what: 'credential of another service',
    status: 400,
    code: 'AuthorizationParametersError',
    request: ({ headers }) => ({ headers: replaced(headers, '/s3/', '/sts/') }),
  },
  {
    what: 'credential of another version',
    status: 400,
    code: 'AuthorizationQueryParametersError',
    request: ({ headers }) => ({ headers: replaced(headers, 'aws4_request', 'aws5_request') }),
  },
  {
    what: 'credential of no date',
    status: 400,
    code: 'AuthorizationQueryParametersError',
    request: ({ headers }) => ({ headers: replaced(headers, /\/\d{8}\//, '/20261399/') }),
  },
  {
    what: 'another scheme',
    status: 400,
    code: 'InvalidRequest',
    request: ({ headers }) => ({ headers: { ...headers, authorization: 'Basic YTpi' } }),
  },
  {
    what: 'a session token',
    status: 403,
    code: 'InvalidTokenId',
    request: ({ headers }) => ({ headers: { ...headers, 'x-amz-security-token': 'token' } }),
  },
  {
    what: 'a wrong Content-MD5',
    status: 400,
    code: 'BadDigest',
    request: ({ headers }) => ({
      headers: { ...headers, 'content-md5': createHash('md5').update('x').digest('base64') },
    }),
  },
  {
    what: 'a malformed Content-MD5',
    status: 400,
    code: 'InvalidDigest',
    request: ({ headers }) => ({ headers: { ...headers, 'content-md5': 'nonsense' } }),
  },
  {
    what: 'a wrong checksum',
    status: 400,
    code: 'XAmzContentChecksumMismatch',
    request: ({ headers }) => ({ headers: { ...headers, 'x-amz-checksum-sha256': sha256Base64('x') } }),
  },
  {
    what: 'a wrong CRC32',
    status: 400,
    code: 'XAmzContentChecksumMismatch',
    request: ({ headers }) => ({ headers: { ...headers, 'x-amz-checksum-crc32': 'AAAAAA==' } }),
  },
  {
    what: 'a malformed checksum',
    status: 400,
    code: 'InvalidArgument',
    request: ({ headers }) => ({ headers: { ...headers, 'x-amz-checksum-sha256': 'nonsense' } }),
  },
  {
    what: 'headers of more than 8 KB',
    status: 400,
    code: 'MetadataTooLarge',
    request: ({ headers }) => ({ headers: { ...headers, 'x-large': 'x'.repeat(8200) } }),
  },
  {
    what: 'user metadata of more than 2 KB',
    status: 400,
    code: 'MetadataTooLarge',
    request: ({ headers }) => ({ headers: { ...headers, 'x-amz-meta-large': 'x'.repeat(2100) } }),
  },
  {
    what: "MinIO's own metadata",
    status: 400,
    code: 'InvalidArgument',
    request: ({ headers }) => ({ headers: { ...headers, 'x-minio-internal-actual-size': '1' } }),
  },
];
