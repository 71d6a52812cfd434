import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Gateway, openGateway, startGateway } from './gateway.ts';
import { freePort } from './ports.ts';

const servers: Server[] = [];
let gateway: Gateway;
let url: string;
let sendMore: () => void = () => {};
let clientLeft: Promise<unknown>;
const usedSockets = new WeakSet();

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  const api = await serve((request, response) => {
    if (request.url === '/v1/once') {
      // What a service does that answers before it has read the whole body.
      if (usedSockets.has(request.socket)) return request.socket.destroy();
      usedSockets.add(request.socket);
    }
    if (request.url !== '/v1/events') return response.end(`api ${request.method} ${request.url}`);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: first\n\n');
    sendMore = () => response.write('data: second\n\n');
    clientLeft = once(response, 'close');
    return response;
  });
  const web = await serve((request, response) => response.end(`web ${request.headers.host} ${request.url}`));
  gateway = await startGateway(await freePort(), { api, web });
  url = `http://127.0.0.1:${gateway.port}`;
});
afterAll(async () => {
  await gateway.close();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

describe('the gateway', () => {
  test.each(['/v1', '/v1/jobs?limit=1', '/healthz', '/readyz', '/health/models', '/openapi.json', '/docs'])(
    'sends %s to the api',
    async (path) => {
      expect(await (await fetch(url + path)).text()).toBe(`api GET ${path}`);
    },
  );

  test.each(['/', '/jobs/job_1', '/v10', '/healthzz', '/docs.html', '/a/v1'])(
    'sends %s to the web app, which sees the host that was asked for',
    async (path) => {
      expect(await (await fetch(url + path)).text()).toBe(`web 127.0.0.1:${gateway.port} ${path}`);
    },
  );

  test('passes events on as they come, and the api learns that the reader left', async () => {
    const leaving = new AbortController();
    const response = await fetch(`${url}/v1/events`, { signal: leaving.signal });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toBe('data: first\n\n');
    sendMore();
    expect((await reader?.read())?.value).toBe('data: second\n\n');
    leaving.abort();
    await clientLeft;
  });

  test('does not reuse a connection that the service is about to close', async () => {
    for (let tries = 0; tries < 3; tries++) {
      const response = await fetch(`${url}/v1/once`, { method: 'POST', body: 'x'.repeat(10_000) });
      expect(response.status).toBe(200);
      expect(response.headers.get('connection')).toBe('keep-alive');
      await response.text();
    }
  });

  test('lets others through while hundreds read events', async () => {
    const leaving = new AbortController();
    const read = () => fetch(`${url}/v1/events`, { signal: leaving.signal });
    const readers = await Promise.all(Array.from({ length: 260 }, read));
    const other = await fetch(`${url}/v1/jobs`, { signal: AbortSignal.timeout(5000) });
    expect(other.status).toBe(200);
    expect(readers.every(({ status }) => status === 200)).toBe(true);
    leaving.abort();
  });

  test('answers 503 as a problem while a service is down', async () => {
    const down = `http://127.0.0.1:${await freePort()}`;
    const lonely = await startGateway(await freePort(), { api: down, web: down });
    const response = await fetch(`http://127.0.0.1:${lonely.port}/v1/jobs`);
    expect(response.status).toBe(503);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('retry-after')).toBe('1');
    const requestId = response.headers.get('x-request-id');
    expect(requestId).toMatch(/^req_/);
    expect(await response.json()).toMatchObject({ status: 503, code: 'unavailable', requestId });
    await lonely.close();
  });

  test('a port that is taken is named', async () => {
    await expect(startGateway(gateway.port, { api: url, web: url })).rejects.toThrow(
      `Port ${gateway.port} is taken or not allowed. Give another with --port, or leave the flag out.`,
    );
  });

  test('the next free port is found after one that is taken', async () => {
    expect(await freePort(gateway.port)).toBeGreaterThan(gateway.port);
  });
});

test('starts at the same moment get ports of their own', async () => {
  const targets = { api: 'http://127.0.0.1:1', web: 'http://127.0.0.1:1' };
  const opened = await Promise.all(Array.from({ length: 4 }, () => openGateway(null, targets)));
  expect(new Set(opened.map(({ port }) => port)).size).toBe(4);
  await Promise.all(opened.map(({ close }) => close()));
});
