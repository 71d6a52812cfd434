import { readFileSync } from 'node:fs';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { join } from 'node:path';
import { AppError } from '@snaprun/core/errors';
import Docker from 'dockerode';
import { bounded } from './bounded.ts';
import { daemonTrouble } from './daemon-trouble.ts';
import { defaultSocket } from './default-socket.ts';

/** Docker's own settings, under the names that its other clients read. */
export interface DockerEnvironment {
  host?: string | undefined;
  /** Set to anything: speak TLS. The daemon's certificate is always verified. */
  tlsVerify?: string | undefined;
  /** The folder of ca.pem, cert.pem and key.pem. */
  certPath?: string | undefined;
}

/** A daemon that has answered. */
export interface Daemon {
  docker: Docker;
  /** Where it is, for sentences: `unix:///var/run/docker.sock`. */
  address: string;
  engineVersion: string;
  apiVersion: string;
}

/** What we speak; every daemon since 20.10 does, and newer ones still do. */
const ourApi = '1.41';
const oldestApi = '1.40';

/**
 * Finds the daemon and agrees with it on the version of its interface.
 *
 * Throws an `AppError` whose sentence says what to do when it is away, forbids us, or is too old.
 */
export async function connect(environment: DockerEnvironment = {}, withinMs = 10_000): Promise<Daemon> {
  const { address, options } = locate(environment);
  try {
    const unversioned = new Docker(options);
    const said = await bounded(unversioned).version({ abortSignal: AbortSignal.timeout(withinMs) });
    const apiVersion = agree(said.ApiVersion, said.MinAPIVersion);
    const docker = new Docker({ ...options, version: `v${apiVersion}` });
    return { docker, address, engineVersion: said.Version, apiVersion };
  } catch (error) {
    throw daemonTrouble(error, address);
  }
}

/** The version both sides speak. */
function agree(newest: string, least: string | undefined): string {
  if (isOlder(newest, oldestApi))
    throw new AppError(
      'unavailable',
      `The Docker daemon speaks version ${newest} of its interface and ${oldestApi} is needed; install Docker 20.10 or newer.`,
    );
  if (isOlder(newest, ourApi)) return newest;
  return least !== undefined && isOlder(ourApi, least) ? least : ourApi;
}

function isOlder(one: string, other: string): boolean {
  const [major = 0, minor = 0] = one.split('.').map(Number);
  const [otherMajor = 0, otherMinor = 0] = other.split('.').map(Number);
  return major < otherMajor || (major === otherMajor && minor < otherMinor);
}

type Options = Docker.DockerOptions & { agent: HttpAgent };

/** Every option is given, also as undefined: dockerode fills those left out from this process's environment. */
function locate({ host, tlsVerify, certPath }: DockerEnvironment): { address: string; options: Options } {
  if (host === undefined || host === '') return onSocket(defaultSocket());
  if (host.startsWith('unix://')) return onSocket(host.slice('unix://'.length) || defaultSocket());
  const url = URL.parse(host.includes('://') ? host : `tcp://${host}`);
  if (!url?.hostname || !['tcp:', 'http:', 'https:'].includes(url.protocol))
    throw new AppError(
      'invalid_request',
      `DOCKER_HOST is "${host}"; it must be unix:///path/of/docker.sock or tcp://host:port (2376 with TLS).`,
    );
  const isTls = Boolean(tlsVerify || certPath) || url.protocol === 'https:' || url.port === '2376';
  const port = url.port || (isTls ? '2376' : '2375');
  return {
    address: `${isTls ? 'https' : 'tcp'}://${url.hostname}:${port}`,
    options: {
      ...plain,
      host: url.hostname,
      port,
      protocol: isTls ? 'https' : 'http',
      agent: isTls ? new HttpsAgent({ keepAlive: false }) : plain.agent,
      ...(isTls && certPath ? certificates(certPath) : {}),
    },
  };
}

const plain = {
  socketPath: undefined,
  host: undefined,
  port: undefined,
  ca: undefined,
  cert: undefined,
  key: undefined,
  timeout: undefined,
  protocol: 'http',
  // A kept connection may have been closed by the daemon just when the next request uses it.
  agent: new HttpAgent({ keepAlive: false }),
} as const;

function onSocket(socketPath: string): { address: string; options: Options } {
  return { address: `unix://${socketPath}`, options: { ...plain, socketPath } };
}

function certificates(folder: string): Pick<Docker.DockerOptions, 'ca' | 'cert' | 'key'> {
  const read = (name: string): Buffer => {
    try {
      return readFileSync(join(folder, name));
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new AppError(
        'invalid_request',
        `DOCKER_CERT_PATH is ${folder}, where ca.pem, cert.pem and key.pem are wanted; ${name} cannot be read (${why}).`,
        { cause },
      );
    }
  };
  return { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') };
}
