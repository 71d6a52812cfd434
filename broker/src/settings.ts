import { readFileSync } from 'node:fs';
import type { ListenOptions } from 'node:net';

export interface Settings {
  listen: ListenOptions;
  dockerSocket: string;
  image: string;
  runtime: 'runsc' | 'runc';
  seccomp: string;
  boxes: number;
}

/** Reads the environment, or throws one error that names everything that is wrong with it. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const problems: string[] = [];
  const image = env.SANDBOX_IMAGE || '';
  if (!/^[a-z0-9][a-z0-9._:/@-]{0,200}$/.test(image))
    problems.push('SANDBOX_IMAGE: must name the image that programs run in, as snaprun-sandbox:0.1.0');
  const runtime = env.SANDBOX_RUNTIME || 'runsc';
  if (runtime !== 'runsc' && runtime !== 'runc') problems.push('SANDBOX_RUNTIME: must be runsc or runc');
  const boxes = Number(env.BROKER_BOXES || 64);
  if (!Number.isInteger(boxes) || boxes < 1 || boxes > 1000)
    problems.push('BROKER_BOXES: must be a whole number from 1 to 1000');
  const said = env.BROKER_LISTEN || 'tcp://127.0.0.1:2375';
  const listen = listenOn(said);
  if (!listen) problems.push(`BROKER_LISTEN: "${said}" must be tcp://host:port or unix:///path`);
  const dockerSocket = (env.DOCKER_SOCKET || '/var/run/docker.sock').replace(/^unix:\/\//, '');
  if (problems.length > 0 || !listen)
    throw new Error(`The settings cannot be used:\n  ${problems.join('\n  ')}`);
  return {
    listen,
    dockerSocket,
    image,
    runtime: runtime === 'runc' ? 'runc' : 'runsc',
    seccomp: filter(),
    boxes,
  };
}

/** The filter of system calls, as Docker takes it: the text itself. */
function filter(): string {
  const text = readFileSync(new URL('../../sandbox/seccomp.json', import.meta.url), 'utf8');
  return JSON.stringify(JSON.parse(text));
}

function listenOn(address: string): ListenOptions | null {
  if (address.startsWith('unix:///')) return { path: address.slice('unix://'.length) };
  const url = URL.parse(address);
  if (url?.protocol !== 'tcp:' || !url.hostname || !url.port) return null;
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port) };
}
