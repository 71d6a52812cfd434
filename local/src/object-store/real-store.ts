import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, constants, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../ports.ts';

/** An S3 store that others wrote, which the conformance suite compares ours with. */
export interface RealStore {
  name: string;
  /** The file name of the binary, and of its build script after `build-`. */
  command: string;
  /** The variable that names another binary. */
  variable: string;
  /** How long the build takes, in words. */
  building: string;
  /** What to start it with; `data` is an empty folder. */
  start(
    address: string,
    data: string,
    options: StoreOptions,
  ): { args: string[]; env: Record<string, string> };
  /** Answers 2xx once it is ready. */
  readyPath: string;
}

export interface StoreOptions {
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  allowedOrigins: readonly string[];
}

export interface RunningStore {
  endpoint: string;
  close(): Promise<void>;
}

/** Where the binary is, or the reason there is none, as a sentence. */
export async function findStore(
  store: RealStore,
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ binary: string } | { reason: string }> {
  const cache = env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const binary = env[store.variable] || join(cache, 'snaprun', 'bin', store.command);
  const usable = await access(binary, constants.X_OK).then(
    () => true,
    () => false,
  );
  const script = `local/src/object-store/build-${store.command}.sh`;
  return usable
    ? { binary }
    : { reason: `no ${store.name} at ${binary}; build one with ${script} (Go, ${store.building})` };
}

/** Starts one on a free port and an empty folder of its own, and waits until it is ready. */
export async function startStore(
  store: RealStore,
  binary: string,
  options: StoreOptions,
): Promise<RunningStore> {
  const directory = await mkdtemp(join(tmpdir(), `snaprun-${store.command}-`));
  const data = join(directory, 'data');
  await mkdir(data);
  const address = `127.0.0.1:${await freePort()}`;
  const { args, env } = store.start(address, data, options);
  const child = spawn(binary, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { HOME: directory, ...env },
  });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = `${complaint}${chunk}`.slice(-2000);
  });
  const exited = once(child, 'exit');
  const endpoint = `http://${address}`;
  const close = async () => {
    child.kill('SIGKILL');
    await exited;
    await rm(directory, { recursive: true, force: true });
  };
  const deadline = Date.now() + 30_000;
  while (!(await isReady(`${endpoint}${store.readyPath}`))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await close();
      throw new Error(`${store.name} did not become ready. It said: ${complaint || 'nothing'}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { endpoint, close };
}

async function isReady(url: string): Promise<boolean> {
  // Refused connections are what waiting for a start looks like.
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
}
