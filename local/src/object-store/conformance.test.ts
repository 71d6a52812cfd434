import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, PutBucketCorsCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { differences } from './conformance/differences.ts';
import { type ComparedTarget, clientOf } from './conformance/target.ts';
import { versitygwDifferences } from './conformance/versitygw-differences.ts';
import { conformance } from './conformance.ts';
import { minio } from './real-minio.ts';
import { findStore, startStore } from './real-store.ts';
import { versitygw } from './real-versitygw.ts';
import { startObjectStore } from './server.ts';

const settings = {
  region: 'us-east-1',
  accessKeyId: 'conformance-key',
  secretAccessKey: 'conformance-secret',
  bucket: 'conformance',
  origin: 'http://127.0.0.1:4400',
};

describe('the object store on disk', () => {
  const target: ComparedTarget = { ...settings, name: 'disk', endpoint: '', differences: differences() };
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

for (const store of [minio, versitygw]) {
  const found = await findStore(store);
  if ('reason' in found) {
    test.skip(`the same suite against a real ${store.name}: ${found.reason}`, () => {});
    continue;
  }
  describe(`a real ${store.name}`, () => {
    const known = differences(store === versitygw ? versitygwDifferences : []);
    const target: ComparedTarget = { ...settings, name: store.command, endpoint: '', differences: known };
    let close: () => Promise<void>;
    beforeAll(async () => {
      const running = await startStore(store, found.binary, {
        ...settings,
        allowedOrigins: [settings.origin],
      });
      target.endpoint = running.endpoint;
      close = running.close;
      const Bucket = settings.bucket;
      await clientOf(target).send(new CreateBucketCommand({ Bucket }));
      if (store === versitygw) {
        // MinIO takes its origins when it starts, versitygw for each bucket.
        const CORSRules = ['GET', 'HEAD', 'PUT'].map((method) => ({
          AllowedOrigins: [settings.origin],
          AllowedMethods: [method],
          AllowedHeaders: ['*'],
          ExposeHeaders: ['ETag'],
        }));
        await clientOf(target).send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
      }
    }, 40_000);
    afterAll(() => close());
    conformance(target);
  });
}
