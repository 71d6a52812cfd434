import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { Agent } from 'undici';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ApiServer } from '../connect.ts';

/** What runs in a pod, as a kubelet sees it. */
export interface FakeProcess {
  stdin: Writable;
  stdout: Readable;
  stderr: Readable;
  exited: Promise<{ exitCode: number; reason?: string }>;
  kill(): void;
}

export interface Manifest {
  metadata: { name: string; labels: Record<string, string> };
  spec: {
    runtimeClassName: string;
    containers: {
      image: string;
      command: string[];
      args: string[];
      resources: { limits: Record<string, string> };
    }[];
    volumes: { name: string; emptyDir: { sizeLimit: string } }[];
  } & Record<string, unknown>;
}

interface Kept {
  manifest: Manifest;
  phase: string;
  waiting?: string;
  process: FakeProcess | null;
  terminated?: { exitCode: number; reason: string };
  socket: WebSocket | null;
}

export interface FakeApiServerOptions {
  /** Starts a pod's process, or tells why it never starts. */
  run(manifest: Manifest): FakeProcess | { waiting: string };
  /** Answers these requests with a refusal. */
  refuses?: (method: string, path: string) => boolean;
}

const namespace = 'snaprun-sandboxes';

/**
 * The few requests of Kubernetes' api server that the driver makes, with the streams of its fifth protocol. A pod's
 * process is what the test gives; it is removed at once when it is deleted, as with a grace of zero.
 */
export async function startFakeApiServer(options: FakeApiServerOptions) {
  const pods = new Map<string, Kept>();
  const made: Manifest[] = [];
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (protocols) => (protocols.has('v5.channel.k8s.io') ? 'v5.channel.k8s.io' : false),
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://api');
    const { method = '' } = request;
    const answer = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const refuse = (status: number, message: string) => answer(status, { kind: 'Status', message });
    if (request.headers.authorization !== 'Bearer token') return void refuse(401, 'Unauthorized');
    if (options.refuses?.(method, pathname))
      return void refuse(403, `pods is forbidden in the namespace "${namespace}"`);
    const [, name] =
      new RegExp(`^/api/v1/namespaces/${namespace}/pods(?:/([a-z0-9-]+))?$`).exec(pathname) ?? [];
    if (!pathname.startsWith(`/api/v1/namespaces/${namespace}/pods`)) return void refuse(404, 'not found');
    if (method === 'POST') {
      const manifest = (await json(request)) as Manifest;
      made.push(manifest);
      const started = options.run(manifest);
      const kept: Kept = { manifest, phase: 'Pending', process: null, socket: null };
      if ('waiting' in started) kept.waiting = started.waiting;
      else {
        kept.process = started;
        kept.phase = 'Running';
        void started.exited.then(({ exitCode, reason }) => {
          kept.phase = exitCode === 0 ? 'Succeeded' : 'Failed';
          kept.terminated = { exitCode, reason: reason ?? (exitCode === 0 ? 'Completed' : 'Error') };
        });
      }
      pods.set(manifest.metadata.name, kept);
      return void answer(201, view(kept));
    }
    if (name === undefined) {
      const wanted = (searchParams.get('labelSelector') ?? '').split(',').map((pair) => pair.split('='));
      const found = [...pods.values()].filter(({ manifest: { metadata } }) =>
        wanted.every(([key = '', value]) => metadata.labels[key] === value),
      );
      return void answer(200, { kind: 'PodList', items: found.map(view) });
    }
    const pod = pods.get(name);
    if (pod === undefined) return void refuse(404, `pods "${name}" not found`);
    if (method === 'DELETE') {
      pod.process?.kill();
      pods.delete(name);
    }
    answer(200, view(pod));
  }

  server.on('upgrade', (request, socket, head) => {
    const [, name = ''] = /\/pods\/([a-z0-9-]+)\/attach/.exec(request.url ?? '') ?? [];
    const process = pods.get(name)?.process;
    if (!process || request.headers.authorization !== 'Bearer token') {
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (ws) => attach(pods.get(name), process, ws));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const dispatcher = new Agent();
  const api: ApiServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    dispatcher,
    token: async () => 'token',
  };
  return {
    api,
    namespace,
    made,
    pods: pods as ReadonlyMap<string, unknown>,
    /** Cuts the streams of all pods, as a restart of the api server does. */
    cut: () => {
      for (const { socket } of pods.values()) socket?.terminate();
    },
    async close() {
      for (const { process } of pods.values()) process?.kill();
      for (const client of sockets.clients) client.terminate();
      await dispatcher.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function view({ manifest, phase, waiting, terminated }: Kept) {
  const state = terminated ? { terminated } : waiting ? { waiting: { reason: waiting } } : { running: {} };
  return {
    kind: 'Pod',
    metadata: { ...manifest.metadata, creationTimestamp: new Date().toISOString() },
    status: { phase, containerStatuses: [{ state }] },
  };
}

/** Channels 0 to 2 are the streams, 3 tells the end, 255 closes one. */
function attach(pod: Kept | undefined, process: FakeProcess, socket: WebSocket): void {
  if (pod) pod.socket = socket;
  const send = (channel: number, bytes: Uint8Array) => {
    if (socket.readyState === socket.OPEN) socket.send(Buffer.concat([Buffer.of(channel), bytes]));
  };
  process.stdin.on('error', () => undefined);
  socket.on('message', (data: Buffer) => {
    if (data[0] === 0) process.stdin.write(data.subarray(1));
    else if (data[0] === 255 && data[1] === 0) process.stdin.end();
  });
  // stdinOnce: the end of the connection is the end of the input.
  socket.on('close', () => process.stdin.end());
  const ended = [process.stdout, process.stderr].map((stream, i) => {
    stream.on('data', (bytes: Buffer) => send(i + 1, bytes));
    return new Promise((resolve) => stream.once('close', resolve));
  });
  void Promise.all([...ended, process.exited]).then(([, , how]) => {
    const { exitCode } = how as { exitCode: number };
    send(3, Buffer.from(JSON.stringify({ kind: 'Status', status: exitCode === 0 ? 'Success' : 'Failure' })));
    socket.close(1000);
  });
}
