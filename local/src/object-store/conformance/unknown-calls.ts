import { describe, expect } from 'vitest';
import { type ComparedTarget, send } from './target.ts';

const calls = [
  { method: 'POST', path: '/conformance/a/b', status: 400, code: 'BadRequest' },
  { method: 'PATCH', path: '/conformance/a/b', status: 400, code: 'BadRequest' },
  { method: 'POST', path: '/conformance', status: 400, code: 'BadRequest' },
  { method: 'PUT', path: '/', status: 400, code: 'BadRequest' },
  { method: 'GET', path: '/', status: 403, code: 'AccessDenied' },
  { method: 'GET', path: '/Not-A-Bucket/x', status: 400, code: 'InvalidBucketName' },
  { method: 'GET', path: '/minio', status: 403, code: 'AllAccessDisabled' },
  { method: 'GET', path: '/../x', status: 400, code: 'XMinioInvalidResourceName' },
  { method: 'DELETE', path: '/conformance/a/b?uploads', status: 403, code: 'AccessDenied' },
  { method: 'OPTIONS', path: '/conformance/a/b', status: 200, code: '' },
];

export function unknownCallTests(target: ComparedTarget): void {
  const group = 'a stranger without a signature';
  const known = target.differences.in(group);
  describe(group, () => {
    known.each(
      calls,
      ({ method, path }) => `asking ${method} ${path}`,
      async ({ method, path, status, code }) => {
        const answer = await send(target.endpoint + path, { method });
        expect({ status: answer.status, code: answer.code }).toEqual({ status, code });
      },
    );
  });
}
