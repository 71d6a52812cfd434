import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { protocolVersion } from '../../frames.ts';

/** A container of the fake daemon, seen from inside. */
export interface FakeContainer {
  name: string;
  settings: Record<string, unknown> & { Labels: Record<string, string>; HostConfig: Record<string, unknown> };
  isRunning: boolean;
  write(stream: 'stdout' | 'stderr', bytes: Uint8Array | string): void;
  /** Ends it as a process does; the daemon then removes it. */
  exit(code: number, outOfMemory?: boolean): void;
  /** Cuts the attached connection, which ends the input of the process. */
  cut(): void;
}

export type Request =
  | 'version'
  | 'info'
  | 'image'
  | 'inspect'
  | 'create'
  | 'attach'
  | 'wait'
  | 'start'
  | 'kill'
  | 'remove'
  | 'list'
  | 'events';

export interface FakeDaemonOptions {
  version?: Record<string, string>;
  info?: Record<string, unknown>;
  /** Of its image; null where none is given. */
  labels?: Record<string, string> | null;
  /** Answers these requests with a status, or never. */
  fails?: Partial<Record<Request, { status: number; message: string } | 'never'>>;
  onStart?: (container: FakeContainer) => void;
  onInput?: (container: FakeContainer, bytes: Buffer) => void;
  onInputEnd?: (container: FakeContainer) => void;
}

interface Kept extends FakeContainer {
  state: string;
  socket: Socket | null;
  /** What was sent before it started: the daemon holds it back. */
  early: Buffer[];
  waiting: ServerResponse[];
  removed: boolean;
}

/** The few requests of the Docker daemon that the driver makes, on a socket of its own. */
export async function startFakeDaemon(options: FakeDaemonOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'fake-docker-'));
  const socketPath = join(folder, 'docker.sock');
  const containers = new Map<string, Kept>();
  const requests: string[] = [];
  const oom: string[] = [];
  const open = new Set<Socket>();
  const version = { Version: '20.10.24', ApiVersion: '1.41', MinAPIVersion: '1.12', ...options.version };
  const info = {
    Runtimes: { runc: {}, runsc: {} },
    ...{ NCPU: 2, MemTotal: 8 * 2 ** 30, CgroupVersion: '2', SecurityOptions: [] },
    ...{ MemoryLimit: true, SwapLimit: true, PidsLimit: true, CpuCfsQuota: true },
    ...options.info,
  };

  const find = (reference: string) =>
    containers.get(reference) ?? [...containers.values()].find(({ name }) => idOf(name) === reference);

  const end = (container: Kept, code: number): void => {
    if (container.removed) return;
    container.removed = true;
    container.isRunning = false;
    containers.delete(container.name);
    container.socket?.end();
    for (const response of container.waiting) response.end(JSON.stringify({ StatusCode: code }));
  };

  const create = (name: string, settings: FakeContainer['settings']): Kept => {
    const container: Kept = {
      name,
      settings,
      isRunning: false,
      state: 'running',
      socket: null,
      early: [],
      waiting: [],
      removed: false,
      write(stream, content) {
        const bytes = Buffer.from(content);
        const header = Buffer.alloc(8);
        header[0] = stream === 'stdout' ? 1 : 2;
        header.writeUInt32BE(bytes.length, 4);
        container.socket?.write(Buffer.concat([header, bytes]));
      },
      exit(code, outOfMemory = false) {
        if (outOfMemory) oom.push(name);
        end(container, code);
      },
      cut() {
        container.socket?.destroy();
        options.onInputEnd?.(container);
      },
    };
    containers.set(name, container);
    return container;
  };

  const answer = async (request: IncomingMessage, response: ServerResponse, what: Request, name: string) => {
    const send = (status: number, body?: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(body === undefined ? undefined : JSON.stringify(body));
    };
    const failure = options.fails?.[what];
    if (failure === 'never') return;
    if (failure) return send(failure.status, { message: failure.message });
    if (what === 'version') return send(200, version);
    if (what === 'info') return send(200, info);
    if (what === 'image') {
      const { labels: Labels = { 'org.snaprun.protocol': `${protocolVersion}` } } = options;
      return send(200, { Id: 'sha256:1', Config: { Labels } });
    }
    if (what === 'list')
      return send(
        200,
        [...containers.values()].map((one) => ({
          Id: one.name,
          Labels: one.settings.Labels,
          State: one.state,
        })),
      );
    if (what === 'events') return response.end(oom.map((one) => `{"Action":"oom","id":"${one}"}`).join('\n'));
    if (what === 'create') {
      create(name, (await json(request)) as FakeContainer['settings']);
      return send(201, { Id: name });
    }
    const container = find(name);
    if (!container) return send(404, { message: `No such container: ${name}` });
    if (what === 'inspect') {
      send(200, { Id: idOf(container.name), Config: { Labels: container.settings.Labels } });
    } else if (what === 'wait') {
      response.writeHead(200).flushHeaders();
      container.waiting.push(response);
    } else if (what === 'start') {
      container.isRunning = true;
      send(204);
      options.onStart?.(container);
      if (container.early.length > 0) options.onInput?.(container, Buffer.concat(container.early.splice(0)));
    } else if (what === 'kill' && !container.isRunning) {
      send(409, { message: 'Container is not running' });
    } else {
      end(container, 137);
      send(204);
    }
  };

  const server = createServer((request, response) => {
    const { what, name, line } = understand(request);
    requests.push(line);
    if (what === null) response.writeHead(404).end('{"message":"page not found"}');
    else void answer(request, response, what, name);
  });
  server.on('upgrade', (request: IncomingMessage, socket: Socket) => {
    const { name, line } = understand(request);
    requests.push(line);
    const failure = options.fails?.attach;
    if (failure === 'never') return;
    const container = find(name);
    if (failure || !container) {
      const body = JSON.stringify({ message: failure?.message ?? 'No such container' });
      socket.end(`HTTP/1.1 ${failure?.status ?? 404} No\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
      return;
    }
    container.socket = socket;
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes: Buffer) => {
      if (container.isRunning) options.onInput?.(container, bytes);
      else container.early.push(bytes);
    });
    socket.on('end', () => options.onInputEnd?.(container));
    socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
  });
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));

  return {
    host: `unix://${socketPath}`,
    requests,
    containers: containers as ReadonlyMap<string, FakeContainer>,
    /** A container that somebody made before. */
    leave(name: string, Labels: Record<string, string>, state = 'running') {
      create(name, { Labels, HostConfig: {} }).state = state;
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of open) socket.destroy();
      await closed;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function understand({ method = '', url = '' }: IncomingMessage) {
  const { pathname, search, searchParams } = new URL(url, 'http://docker');
  const [, first = '', second = '', third = ''] = pathname.replace(/^\/v[\d.]+/, '').split('/');
  const line = `${method} ${pathname}${search}`;
  const found = (what: Request | null, name = second) => ({ what, name, line });
  if (first === 'version' || first === 'info' || first === 'events') return found(first);
  if (first === 'images') return found('image');
  if (first !== 'containers') return found(null);
  if (second === 'create') return found('create', searchParams.get('name') ?? '');
  if (second === 'json') return found('list');
  if (method === 'DELETE') return found('remove');
  if (third === 'json') return found('inspect');
  return found(['attach', 'wait', 'start', 'kill'].includes(third) ? (third as Request) : null);
}

function idOf(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}
