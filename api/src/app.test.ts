import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectProblem } from '../testing/problem.ts';
import { openTestApi, type Person, type TestApi, webOrigin } from '../testing/test-api.ts';

let api: TestApi;
let ann: Person;
beforeAll(async () => {
  api = await openTestApi();
  ann = await api.person('ann');
});
afterAll(() => api.close());

describe('every error is problem+json', () => {
  test('an address that does not exist is a 404', async () => {
    await expectProblem(await api.app.request('/nothing'), 404, 'not_found');
    await expectProblem(await ann.get('/v1/nothing'), 404, 'not_found');
    await expectProblem(await api.app.request('/docs/other.js'), 404, 'not_found');
  });

  test('a method that an address does not know is a 405 that names those it knows', async () => {
    const response = await api.app.request('/healthz', { method: 'POST' });
    expect(response.headers.get('allow')).toBe('GET, HEAD');
    await expectProblem(response, 405, 'method_not_allowed');
    const other = await ann.delete('/v1/jobs');
    expect(other.headers.get('allow')).toBe('GET, POST, HEAD');
    await expectProblem(other, 405, 'method_not_allowed');
  });

  test('a request without a token, with a broken one or another scheme is a 401', async () => {
    for (const headers of [{}, { authorization: 'Bearer x.y.z' }, { authorization: `Basic ${ann.token}` }]) {
      const response = await api.app.request('/v1/jobs', { headers: new Headers(headers) });
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
      await expectProblem(response, 401, 'unauthenticated');
    }
  });

  test('a body that is not JSON is a 400', async () => {
    const headers = { authorization: `Bearer ${ann.token}`, 'content-type': 'application/json' };
    const response = await api.app.request('/v1/jobs', { method: 'POST', headers, body: '{"fileId":' });
    const { detail } = await expectProblem(response, 400, 'invalid_request');
    expect(detail).toBe('The body is not valid JSON.');
  });

  test('a body of another media type is a 415', async () => {
    const headers = { authorization: `Bearer ${ann.token}`, 'content-type': 'text/plain' };
    const response = await api.app.request('/v1/jobs', { method: 'POST', headers, body: '{}' });
    await expectProblem(response, 415, 'unsupported_media_type');
  });

  test('a body over 256 KB is a 413, whether its length is announced or not', async () => {
    const big = { fileId: 'x'.repeat(256 * 1024) };
    await expectProblem(await ann.post('/v1/jobs', big), 413, 'payload_too_large');
    const body = new Blob([JSON.stringify(big)]).stream();
    const headers = { authorization: `Bearer ${ann.token}`, 'content-type': 'application/json' };
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', headers, body, duplex: 'half' };
    await expectProblem(await api.app.request('/v1/jobs', init), 413, 'payload_too_large');
  });

  test('wrong values are a 422 with a JSON pointer for each', async () => {
    const wrong = { name: 'a.png', mediaType: 7, bytes: 1.5, sha256: 'zz' };
    const problem = await expectProblem(await ann.post('/v1/files', wrong), 422, 'unprocessable');
    expect(problem.errors?.map(({ pointer }) => pointer)).toEqual(['/mediaType', '/bytes', '/sha256']);
    expect(problem.errors?.[2]).toMatchObject({
      in: 'body',
      detail: 'The SHA-256 must be written as 64 hexadecimal digits.',
    });
    const query = await expectProblem(await ann.get('/v1/jobs?limit=0&status=lost'), 422, 'unprocessable');
    expect(query.errors?.map(({ in: place, pointer }) => `${place} ${pointer}`)).toEqual([
      'query /limit',
      'query /status',
    ]);
  });

  test('NUL and half of a surrogate pair are refused in every text', async () => {
    const { fileId } = await ann.startJob();
    for (const odd of ['a\0b', 'a\ud800b']) {
      await expectProblem(await ann.post('/v1/jobs', { fileId, instruction: odd }), 422, 'unprocessable');
      await expectProblem(await ann.post('/v1/jobs', { fileId, name: odd }), 422, 'unprocessable');
    }
    await expectProblem(await ann.get('/v1/jobs?q=a%00b'), 422, 'unprocessable');
    await expectProblem(await ann.get('/v1/jobs/job_%00'), 404, 'not_found');
  });

  test('trouble of our own is a 500 that says nothing internal and is logged', async () => {
    const broken = await openTestApi({
      verifyToken: () => Promise.reject(new Error('password=hunter2 at db.internal')),
    });
    try {
      const headers = { authorization: 'Bearer abc' };
      const response = await broken.app.request('/v1/jobs', { headers });
      expect(JSON.stringify(await expectProblem(response, 500, 'internal'))).not.toMatch(
        /hunter2|db\.internal/,
      );
      expect(broken.log.join('')).toContain('hunter2');
    } finally {
      await broken.close();
    }
  });
});

describe('every answer', () => {
  test('carries a request id: the caller’s if it is harmless, else a new one', async () => {
    const ask = (id: string) => api.app.request('/healthz', { headers: { 'x-request-id': id } });
    expect((await ask('trace-12345678')).headers.get('x-request-id')).toBe('trace-12345678');
    expect((await ask('a b\tc; drop')).headers.get('x-request-id')).toMatch(/^req_\w{20}$/);
  });

  test('forbids scripts, frames, sniffing and caches', async () => {
    const { headers } = await ann.get('/v1/jobs');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test('may be read by pages of the web app and of nobody else', async () => {
    const ask = (origin: string) => api.app.request('/healthz', { headers: { origin } });
    expect((await ask(webOrigin)).headers.get('access-control-allow-origin')).toBe(webOrigin);
    expect((await ask('https://evil.test')).headers.get('access-control-allow-origin')).toBeNull();
    const preflight = await api.app.request('/v1/jobs', {
      method: 'OPTIONS',
      headers: { origin: webOrigin, 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization');
  });

  test('is one log line without what was searched for', async () => {
    api.log.length = 0;
    await ann.get('/v1/jobs?q=secret-words');
    expect(api.log).toHaveLength(1);
    const line = JSON.parse(api.log[0] ?? '');
    expect(line).toMatchObject({
      message: 'request',
      method: 'GET',
      path: '/v1/jobs',
      status: 200,
      userId: ann.id,
    });
    expect(api.log[0]).not.toContain('secret-words');
  });

  test('is refused in local mode under a foreign host name', async () => {
    const response = await api.app.request('http://rebound.evil.test/healthz');
    await expectProblem(response, 403, 'forbidden');
  });
});
