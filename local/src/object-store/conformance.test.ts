import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { clientOf, type Target } from './conformance/target.ts';
import { conformance } from './conformance.ts';
import { findMinio, startMinio } from './real-minio.ts';
import { startObjectStore } from './server.ts';

const settings = {
  region: 'us-east-1',
  accessKeyId: 'conformance-key',
  secretAccessKey: 'conformance-secret',
  bucket: 'conformance',
  origin: 'http://127.0.0.1:4400',
};

describe('the object store on disk', () => {
  const target: Target = { ...settings, name: 'disk', endpoint: '' };
  let close: () => Promise<void>;
  beforeAll(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'snaprun-objects-'));
    const store = await startObjectStore({
      ...settings,
      directory,
      host: '127.0.0.1',
      port: 0,
      allowedOrigins: [settings.origin],
    });
    target.endpoint = store.url;
    await clientOf(target).send(new CreateBucketCommand({ Bucket: settings.bucket }));
    close = async () => {
      await store.close();
      await rm(directory, { recursive: true });
    };
  });
  afterAll(() => close());
  conformance(target);
});

const minio = await findMinio();
const binary = 'binary' in minio ? minio.binary : null;

describe.skipIf(binary === null)('a real MinIO', () => {
  const target: Target = { ...settings, name: 'minio', endpoint: '' };
  let close: () => Promise<void>;
  beforeAll(async () => {
    const running = await startMinio(binary ?? '', { ...settings, allowedOrigins: [settings.origin] });
    target.endpoint = running.endpoint;
    await clientOf(target).send(new CreateBucketCommand({ Bucket: settings.bucket }));
    close = running.close;
  }, 40_000);
  afterAll(() => close());
  conformance(target);
});

if ('reason' in minio) test.skip(`the same suite against a real MinIO: ${minio.reason}`, () => {});
