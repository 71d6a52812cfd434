import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, constants, mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../ports.ts';

export interface RealMinio {
  endpoint: string;
  close(): Promise<void>;
}

/** Where a MinIO binary is, or the reason there is none, as a sentence. */
export async function findMinio(
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ binary: string } | { reason: string }> {
  const cache = env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const binary = env.MINIO_BINARY || join(cache, 'snaprun', 'bin', 'minio');
  const usable = await access(binary, constants.X_OK).then(
    () => true,
    () => false,
  );
  return usable
    ? { binary }
    : {
        reason: `no MinIO at ${binary}; build one with local/src/object-store/build-minio.sh (Go, four minutes)`,
      };
}

/** Starts a MinIO of its own on a free port and an empty folder, and waits until it is ready. */
export async function startMinio(
  binary: string,
  options: {
    region: string;
    accessKeyId: string;
    secretAccessKey: string;
    allowedOrigins: readonly string[];
  },
): Promise<RealMinio> {
  const directory = await mkdtemp(join(tmpdir(), 'snaprun-minio-'));
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(binary, ['server', '--quiet', '--address', address, join(directory, 'data')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      HOME: directory,
      MINIO_ROOT_USER: options.accessKeyId,
      MINIO_ROOT_PASSWORD: options.secretAccessKey,
      MINIO_SITE_REGION: options.region,
      MINIO_API_CORS_ALLOW_ORIGIN: options.allowedOrigins.join(','),
      MINIO_BROWSER: 'off',
    },
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
  while (!(await isReady(endpoint))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await close();
      throw new Error(`MinIO did not become ready. It said: ${complaint || 'nothing'}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { endpoint, close };
}

async function isReady(endpoint: string): Promise<boolean> {
  // Refused connections are what waiting for a start looks like.
  return fetch(`${endpoint}/minio/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
}
