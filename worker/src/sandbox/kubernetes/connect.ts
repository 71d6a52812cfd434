import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { AppError } from '@snaprun/core/errors';
import { Agent, type Dispatcher } from 'undici';

const account = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The api server of a cluster, as one of its pods reaches it. */
export interface ApiServer {
  /** As `https://10.0.0.1:443`. */
  url: string;
  dispatcher: Dispatcher;
  /** Read anew each time: Kubernetes changes it every hour. */
  token(): Promise<string>;
}

export interface KubernetesEnvironment {
  host?: string | undefined;
  port?: string | undefined;
}

/** Finds the api server as Kubernetes tells each pod; throws a sentence outside of a cluster. */
export function connect({ host, port = '443' }: KubernetesEnvironment): ApiServer {
  if (!host)
    throw new AppError(
      'unavailable',
      'SANDBOX_DRIVER is kubernetes, but this worker does not run in a cluster (KUBERNETES_SERVICE_HOST is not set). Set it to docker or bubblewrap, or run the worker as deploy/kubernetes does.',
    );
  try {
    return {
      url: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
      dispatcher: new Agent({ connect: { ca: readFileSync(`${account}/ca.crt`, 'utf8') } }),
      token: async () => (await readFile(`${account}/token`, 'utf8')).trim(),
    };
  } catch (cause) {
    throw new AppError(
      'unavailable',
      `This worker has no token for the api server of Kubernetes (${account}). Give its pod a service account with automountServiceAccountToken: true.`,
      { cause },
    );
  }
}
