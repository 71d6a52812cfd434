import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

export interface Received {
  line: string;
  body: string;
  headers: IncomingMessage['headers'];
}

/** A Docker daemon that does whatever it is told and writes everything down: what gets here got through. */
export async function startFakeDaemon(info: Record<string, unknown> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'broker-'));
  const socketPath = join(folder, 'docker.sock');
  const requests: Received[] = [];
  const containers = new Map<string, { id: string; labels: Record<string, string> }>();
  const waiting: ServerResponse[] = [];
  const streams: Socket[] = [];
  const open = new Set<Socket>();
  const pauses = new Map<string, Promise<void>>();

  const keep = (name: string, labels: Record<string, string>) => {
    const one = { id: idOf(name), labels };
    containers.set(name, one);
    containers.set(one.id, one);
    return one.id;
  };

  const server = createServer(async (request, response) => {
    const body = await text(request);
    const line = `${request.method} ${request.url}`;
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://docker');
    const [first = '', second = '', third = ''] = pathname
      .replace(/^\/v[\d.]+/, '')
      .slice(1)
      .split('/');
    await pauses.get(third);
    requests.push({ line, body, headers: request.headers });
    const send = (status: number, answer?: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(answer === undefined ? undefined : JSON.stringify(answer));
    };
    if (first === '_ping') return response.end('OK');
    if (first === 'version')
      return send(200, { Version: '20.10.24', ApiVersion: '1.41', MinAPIVersion: '1.12', Os: 'linux' });
    if (first === 'info')
      return send(200, {
        NCPU: 2,
        CpuCfsQuota: true,
        Runtimes: { runsc: { path: '/usr/bin/runsc' } },
        Name: 'host',
        ...info,
      });
    if (first === 'images')
      return send(200, { Id: 'sha256:1', Config: { Labels: { a: 'b' }, Env: ['SECRET=1'] } });
    if (first === 'events') return response.end('{"Action":"oom"}\n');
    if (second === 'json')
      return send(
        200,
        [...new Set(containers.values())].map(({ id, labels }) => ({
          Id: id,
          State: 'running',
          Labels: labels,
          Mounts: [],
        })),
      );
    if (second === 'create') {
      const { Labels } = JSON.parse(body);
      return send(201, { Id: keep(searchParams.get('name') ?? '', Labels), Warnings: ['x'] });
    }
    const known = containers.get(second);
    if (!known) return send(404, { message: `No such container: ${second}` });
    if (third === 'json') return send(200, { Id: known.id, Config: { Labels: known.labels } });
    if (third === 'wait') {
      response.writeHead(200).flushHeaders();
      waiting.push(response);
      return;
    }
    send(204);
  });
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    requests.push({
      line: `${request.method} ${request.url}`,
      body: head.toString('latin1'),
      headers: request.headers,
    });
    streams.push(socket);
    socket.on('error', () => socket.destroy());
    socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
  });
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));

  return {
    socketPath,
    folder,
    requests,
    /** Those that change something, or would. */
    changes: () => requests.filter(({ line }) => !line.startsWith('GET ')).map(({ line }) => line),
    /** Open waits and the raw ends of attached connections. */
    ...{ waiting, streams, keep },
    /** Holds back the answers to one kind of request until the promise settles. */
    pause: (kind: string, until: Promise<void>) => pauses.set(kind, until),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of open) socket.destroy();
      await closed;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function idOf(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}
