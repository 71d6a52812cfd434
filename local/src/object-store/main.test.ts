import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clientOf } from './conformance/target.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'snaprun-objects-'));
});
afterEach(() => rm(directory, { recursive: true }));

function startProcess(env: Record<string, string>) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  child.stdout.on('data', () => expect.unreachable('standard output is not for the log'));
  child.stderr.on('data', (chunk: Buffer) => lines.push(...chunk.toString().trim().split('\n')));
  return { child, lines };
}

describe('the process of the object store', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    'creates its bucket, serves it, and ends cleanly on %s',
    async (signal) => {
      const { child, lines } = startProcess({
        OBJECT_STORE_DIR: join(directory, 'objects'),
        OBJECT_STORE_PORT: '0',
        S3_REGION: 'us-east-1',
        S3_BUCKET: 'snaprun',
        S3_ACCESS_KEY_ID: 'some-key',
        S3_SECRET_ACCESS_KEY: 'some-secret',
      });
      const exited = once(child, 'exit');
      while (lines.length === 0) await once(child.stderr, 'data');
      const { url } = JSON.parse(lines[0] ?? '{}');
      const client = clientOf({
        name: 'process',
        endpoint: url,
        region: 'us-east-1',
        accessKeyId: 'some-key',
        secretAccessKey: 'some-secret',
        bucket: 'snaprun',
        origin: '',
      });
      expect((await client.send(new HeadBucketCommand({ Bucket: 'snaprun' }))).$metadata.httpStatusCode).toBe(
        200,
      );
      child.kill(signal);
      expect(await exited).toEqual([0, null]);
      expect(lines.map((line) => JSON.parse(line).level)).toEqual(lines.map(() => 'info'));
    },
  );

  test('says every setting that is wrong and ends with 1', async () => {
    const { child, lines } = startProcess({ OBJECT_STORE_PORT: 'many' });
    expect(await once(child, 'close')).toEqual([1, null]);
    const { problems } = JSON.parse(lines[0] ?? '{}');
    for (const name of ['OBJECT_STORE_DIR', 'OBJECT_STORE_PORT', 'S3_BUCKET', 'S3_SECRET_ACCESS_KEY'])
      expect(problems).toContain(name);
  });
});
