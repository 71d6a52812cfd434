import { readBody } from '@snaprun/core/read-body';
import { fetch, WebSocket } from 'undici';
import { z } from 'zod';
import type { ApiServer } from './connect.ts';

/** An api server that takes longer than this for one request hangs. */
const answerMs = 30_000;
const maxAnswerBytes = 8_000_000;

const Terminated = z.object({ exitCode: z.number(), reason: z.string().optional() });
const PodSchema = z.object({
  metadata: z.object({
    name: z.string(),
    labels: z.record(z.string(), z.string()).default({}),
    creationTimestamp: z.string().default(''),
  }),
  status: z
    .object({
      phase: z.string().default('Pending'),
      reason: z.string().optional(),
      containerStatuses: z
        .array(
          z.object({
            state: z
              .object({
                terminated: Terminated.optional(),
                waiting: z.object({ reason: z.string().optional() }).optional(),
              })
              .default({}),
          }),
        )
        .default([]),
      conditions: z
        .array(z.object({ type: z.string(), status: z.string(), message: z.string().optional() }))
        .default([]),
    })
    .default({ phase: 'Pending', containerStatuses: [], conditions: [] }),
});
export type Pod = z.infer<typeof PodSchema>;

/** The api server refused; `status` is HTTP's. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, reason: string) {
    super(`The api server of Kubernetes answered ${status}: ${reason}`);
    this.name = 'Refused';
    this.status = status;
  }
}

export interface Cluster {
  create(manifest: object): Promise<Pod>;
  /** Null when there is none. */
  get(name: string): Promise<Pod | null>;
  list(selector: string): Promise<Pod[]>;
  /** At once and without a grace; that there is none is what was wanted. */
  remove(name: string): Promise<void>;
  /** The streams of the pod's only container; resolves once they are open. */
  attach(name: string, container: string): Promise<WebSocket>;
}

/** The pods of one namespace, by the few requests that the driver makes. */
export function openCluster(server: ApiServer, namespace: string): Cluster {
  const pods = `/api/v1/namespaces/${namespace}/pods`;

  async function ask(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${server.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await server.token()}`,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      dispatcher: server.dispatcher,
      redirect: 'error',
      signal: AbortSignal.timeout(answerMs),
    });
    const bytes = await readBody(response as unknown as Response, maxAnswerBytes);
    const text = new TextDecoder().decode(bytes);
    if (response.ok) return JSON.parse(text);
    throw new Refused(response.status, reasonIn(text));
  }

  return {
    create: async (manifest) => PodSchema.parse(await ask('POST', pods, manifest)),
    get: (name) => unlessGone(async () => PodSchema.parse(await ask('GET', `${pods}/${name}`))),
    async list(selector) {
      const path = `${pods}?${new URLSearchParams({ labelSelector: selector, limit: '500' })}`;
      return z.object({ items: z.array(PodSchema) }).parse(await ask('GET', path)).items;
    },
    async remove(name) {
      const options = { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0 };
      await unlessGone(() => ask('DELETE', `${pods}/${name}`, options));
    },
    async attach(name, container) {
      const query = new URLSearchParams({ container, stdin: 'true', stdout: 'true', stderr: 'true' });
      const url = `${server.url.replace(/^http/, 'ws')}${pods}/${name}/attach?${query}`;
      const socket = new WebSocket(url, {
        // The fifth version can tell the end of the input, which is how a supervisor learns of it.
        protocols: ['v5.channel.k8s.io'],
        headers: { authorization: `Bearer ${await server.token()}` },
        dispatcher: server.dispatcher,
      });
      socket.binaryType = 'arraybuffer';
      await opened(socket);
      return socket;
    },
  };
}

async function unlessGone<T>(act: () => Promise<T>): Promise<T | null> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return null;
    throw error;
  }
}

function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      socket.close();
      reject(new Error('The streams of the pod did not open in time.'));
    }, answerMs);
    const settle = (act: () => void) => () => {
      clearTimeout(timer);
      act();
    };
    socket.addEventListener('open', settle(resolve), { once: true });
    const refused = () => reject(new Error('The api server did not open the streams of the pod.'));
    socket.addEventListener('error', settle(refused), { once: true });
  });
}

/** A Status of Kubernetes says why, in words of its own that hold nothing of a program. */
function reasonIn(text: string): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === 'string' ? message.slice(0, 300) : 'no reason';
  } catch {
    return 'no reason'; // a proxy's page
  }
}
