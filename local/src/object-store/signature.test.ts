import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { parseRequest } from './request.ts';
import { verifySignature } from './signature.ts';

/** The credentials and requests of "Examples: Signature Calculations" in Amazon's S3 API reference. */
const signer = {
  region: 'us-east-1',
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const signedAt = Date.parse('2013-05-24T00:00:00Z');
const host = 'examplebucket.s3.amazonaws.com';
const emptySha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

function parsed(method: string, url: string, headers: Record<string, string>) {
  return parseRequest({ method, url, rawHeaders: Object.entries(headers).flat() } as IncomingMessage);
}

const authorization = (signedHeaders: string, signature: string) =>
  `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=${signedHeaders},Signature=${signature}`;

describe('the signatures of the AWS documentation', () => {
  test('GET with a range holds', () => {
    const request = parsed('GET', '/test.txt', {
      Host: host,
      Authorization: authorization(
        'host;range;x-amz-content-sha256;x-amz-date',
        'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
      ),
      Range: 'bytes=0-9',
      'x-amz-content-sha256': emptySha256,
      'x-amz-date': '20130524T000000Z',
    });
    expect(verifySignature(request, signer, signedAt)).toEqual({ kind: 'sha256', hex: emptySha256 });
  });

  test('PUT of an odd key holds', () => {
    const sha256 = '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072';
    const request = parsed('PUT', '/test%24file.text', {
      Date: 'Fri, 24 May 2013 00:00:00 GMT',
      Host: host,
      Authorization: authorization(
        'date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class',
        '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
      ),
      'x-amz-content-sha256': sha256,
      'x-amz-date': '20130524T000000Z',
      'x-amz-storage-class': 'REDUCED_REDUNDANCY',
    });
    expect(verifySignature(request, signer, signedAt)).toEqual({ kind: 'sha256', hex: sha256 });
  });

  test('GET of a subresource holds', () => {
    const request = parsed('GET', '/?lifecycle', {
      Host: host,
      Authorization: authorization(
        'host;x-amz-content-sha256;x-amz-date',
        'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
      ),
      'x-amz-content-sha256': emptySha256,
      'x-amz-date': '20130524T000000Z',
    });
    expect(verifySignature(request, signer, signedAt)).toEqual({ kind: 'sha256', hex: emptySha256 });
  });

  test('a presigned GET holds for its 24 hours and not a moment longer', () => {
    const url =
      '/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2F' +
      'aws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=' +
      'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404';
    const request = parsed('GET', url, { Host: host });
    expect(verifySignature(request, signer, signedAt)).toEqual({ kind: 'unsigned' });
    expect(verifySignature(request, signer, signedAt + 86_400_000)).toEqual({ kind: 'unsigned' });
    expect(() => verifySignature(request, signer, signedAt + 86_400_001)).toThrow('expired');
  });
});
