import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { createTestDatabase, type TestDatabase } from '@snaprun/core/testing/database';
import { insertQueuedJob, insertReadyFile, insertUser } from '@snaprun/core/testing/factories';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readEvents } from '../testing/event-stream.ts';
import { privateKey } from '../testing/test-api.ts';
import { localUserId } from './auth/local-issuer.ts';
import { Problem } from './shapes/problem.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

function start(more: Record<string, string> = {}) {
  const env = {
    PATH: process.env.PATH,
    DATABASE_URL: database.url,
    S3_ENDPOINT: 'http://127.0.0.1:1',
    S3_BUCKET: 'snaprun',
    S3_ACCESS_KEY_ID: 'id',
    S3_SECRET_ACCESS_KEY: 'secret',
    VISION_BASE_URL: 'http://127.0.0.1:1/v1',
    REASONING_BASE_URL: 'http://127.0.0.1:1/v1',
    CODE_BASE_URL: 'http://127.0.0.1:1/v1',
    AUTH_MODE: 'local',
    LOCAL_AUTH_KEY: privateKey,
    WEB_ORIGIN: 'http://127.0.0.1:4400',
    PORT: '0',
    ...more,
  };
  const child = spawn(process.execPath, [fileURLToPath(new URL('main.ts', import.meta.url))], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const lines: Record<string, unknown>[] = [];
  const ready = Promise.withResolvers<string>();
  createInterface({ input: child.stderr }).on('line', (text) => {
    const line = JSON.parse(text);
    lines.push(line);
    if (line.message === 'api is listening') ready.resolve(`http://127.0.0.1:${line.port}`);
  });
  const exited = once(child, 'close').then(([code]) => code as number | null);
  return { child, lines, exited, ready: ready.promise };
}

describe('the api process', () => {
  test('serves, and on SIGTERM ends open streams and itself without an error', async () => {
    const email = 'ann@example.test';
    const { id: userId } = await insertUser(database.db, { id: localUserId(email) });
    const file = await insertReadyFile(database.db, { userId });
    const job = await insertQueuedJob(database.db, { userId, fileId: file.id });
    const { child, lines, exited, ready } = start();
    const base = await ready;
    const signedIn = await fetch(`${base}/v1/local/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email }),
    });
    const { token } = (await signedIn.json()) as { token: string };
    const authorization = `Bearer ${token}`;
    const ready503 = await fetch(`${base}/readyz`);
    expect(await ready503.json()).toMatchObject({
      status: 503,
      checks: [{ ok: true }, { ok: false }, { ok: true }],
    });
    const response = await fetch(`${base}/v1/jobs/${job.id}/events`, { headers: { authorization } });
    const stream = readEvents(response);
    expect((await stream.next())?.event).toBe('job.queued');
    child.kill('SIGTERM');
    expect(await stream.rest()).toEqual([]);
    expect(await exited).toBe(0);
    expect(lines.at(-1)?.message).toBe('api has stopped');
    expect(JSON.stringify(lines)).not.toContain(token);
  });

  test('serves metrics on a port of their own, with the requests it has answered', async () => {
    const { child, lines, exited, ready } = start({ METRICS_PORT: '0' });
    const base = await ready;
    await fetch(`${base}/healthz`);
    const port = lines.find(({ message }) => message === 'metrics are served')?.port;
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(text).toContain(
      'snaprun_http_request_duration_seconds_count{method="GET",route="/healthz",status="200"} 1\n',
    );
    expect(text).toContain('snaprun_postgres_up 1\n');
    expect((await fetch(`${base}/metrics`)).status).toBe(404);
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
  });

  test('says that the storage is away when it is', async () => {
    const email = 'bob@example.test';
    const { id: userId } = await insertUser(database.db, { id: localUserId(email) });
    const file = await insertReadyFile(database.db, { userId, state: 'pending' });
    const { child, exited, ready } = start();
    const base = await ready;
    const post = (path: string, body: unknown, token = '') =>
      fetch(base + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify(body),
      });
    const { token } = (await (await post('/v1/local/sign-in', { email })).json()) as { token: string };
    const refused = await post('/v1/jobs', { fileId: file.id }, token);
    expect(await refused.json()).toMatchObject({
      status: 503,
      code: 'unavailable',
      detail: 'The object storage does not answer now. Try again in a moment.',
    });
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
  });

  test('answers what can be no request with a problem', async () => {
    const { child, exited, ready } = start();
    const port = Number(new URL(await ready).port);
    const refused = async (request: string) => {
      const socket = connect(port, '127.0.0.1');
      socket.write(request);
      const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
      expect(head.toLowerCase()).toContain('content-type: application/problem+json');
      const problem = Problem.parse(JSON.parse(body));
      expect(head.toLowerCase()).toContain(`x-request-id: ${problem.requestId}`);
      expect(problem.code).toBe('invalid_request');
      expect(head.split(' ')[1]).toBe(String(problem.status));
      return problem.status;
    };
    const end = 'Connection: close\r\n\r\n';
    expect(await refused(`GET /healthz HTTP/1.1\r\nHost: 127.999.1.1\r\n${end}`)).toBe(400);
    expect(await refused(`GET /healthz HTTP/1.1\r\nHost: a b\r\n${end}`)).toBe(400);
    expect(await refused(`GET /healthz HTTP/1.1\r\n${end}`)).toBe(400);
    expect(await refused(`NOTHING /healthz HTTP/1.1\r\nHost: a\r\n${end}`)).toBe(400);
    expect(await refused(`GET /healthz HTTP/1.1\r\nHost: a\r\nx: ${'y'.repeat(20_000)}\r\n${end}`)).toBe(431);
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
  });

  test('does not start in local mode on an address that others can reach', async () => {
    const { lines, exited } = start({ HOST: '0.0.0.0' });
    expect(await exited).toBe(1);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.message).toContain('must listen on loopback, not on 0.0.0.0');
  });

  test('names every setting that is wrong', async () => {
    const { lines, exited } = start({ DATABASE_URL: 'x', S3_BUCKET: '', PORT: '99999' });
    expect(await exited).toBe(1);
    expect(lines[0]?.message).toMatch(/DATABASE_URL: must be a URL[\s\S]*S3_BUCKET: is not set[\s\S]*PORT: /);
  });
});
