import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../local/src/object-store/main.ts', import.meta.url));

/** The real object store of a local system with an empty bucket, as the settings that lead to it; call `close` at the end. */
export async function openObjectStore() {
  const directory = await mkdtemp(join(tmpdir(), 'snaprun-objects-'));
  const access = {
    S3_REGION: 'us-east-1',
    S3_BUCKET: 'contract',
    S3_ACCESS_KEY_ID: 'contract',
    S3_SECRET_ACCESS_KEY: 'a secret of the tests',
  };
  const child = spawn(process.execPath, [program], {
    env: { PATH: process.env.PATH, OBJECT_STORE_DIR: directory, OBJECT_STORE_PORT: '0', ...access },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'close');
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (text) => {
      const line = JSON.parse(text);
      if (line.message === 'The object store is ready.') resolve(line.url);
    });
    ended.then(() => reject(new Error('The object store ended before it was ready.')), reject);
  });
  return {
    settings: { S3_ENDPOINT: url, ...access },
    close: async () => {
      child.kill('SIGTERM');
      await ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
