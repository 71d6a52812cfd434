import type { Db } from '@snaprun/core/database';
import { createS3Storage } from '@snaprun/core/s3-storage';
import { createTestDatabase } from '@snaprun/core/testing/database';
import { createLocalIssuer, localIssuerName, localUserId } from '../src/auth/local-issuer.ts';
import type { FileNegotiation } from '../src/shapes/file.ts';
import type { Job } from '../src/shapes/job.ts';
import { openObjectStore } from './object-store.ts';
import { sha256 } from './pictures.ts';
import type { RunningApi } from './runtimes.ts';
import { clerkWebhookSecret, privateKey, uniquePng, webOrigin } from './test-api.ts';

export type Ground = Awaited<ReturnType<typeof openGround>>;

const nowhere = 'http://127.0.0.1:1/v1';

/** What an api stands on, nothing of it in memory: Postgres, the object store and a key to sign sessions with. */
export async function openGround() {
  const [database, store, issuer] = await Promise.all([
    createTestDatabase(),
    openObjectStore(),
    createLocalIssuer({ privateKey, host: '127.0.0.1', webOrigin }),
  ]);
  const { S3_ENDPOINT: endpoint, ...access } = store.settings;
  const settings = {
    DATABASE_URL: database.url,
    ...store.settings,
    ...{ VISION_BASE_URL: nowhere, REASONING_BASE_URL: nowhere, CODE_BASE_URL: nowhere },
    AUTH_MODE: 'clerk',
    CLERK_JWT_KEY: issuer.publicKey,
    CLERK_ISSUER: localIssuerName,
    CLERK_WEBHOOK_SECRET: clerkWebhookSecret,
    WEB_ORIGIN: webOrigin,
  };

  /** Somebody who is signed in to that api. */
  async function person({ base }: Pick<RunningApi, 'base'>, name: string) {
    const email = `${name}@example.test`;
    const { token } = await issuer.issue(email);
    const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
      fetch(base + path, {
        method,
        redirect: 'manual',
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    const announce = (bytes: Uint8Array) =>
      call('POST', '/v1/files', {
        name: 'chart.png',
        mediaType: 'image/png',
        bytes: bytes.length,
        sha256: sha256(bytes),
      });
    /** Announces a picture and puts its bytes where the answer says. */
    const upload = async (bytes: Uint8Array = uniquePng()) => {
      const { file, upload: target } = (await (await announce(bytes)).json()) as FileNegotiation;
      if (target !== null) {
        const { method, url, headers } = target;
        const put = await fetch(url, { method, headers, body: Uint8Array.from(bytes) });
        if (!put.ok) throw new Error(`The store refused the picture: ${await put.text()}`);
      }
      return file;
    };
    return {
      id: localUserId(email),
      token,
      call,
      announce,
      upload,
      get: (path: string, headers?: Record<string, string>) => call('GET', path, undefined, headers),
      post: (path: string, body?: unknown, headers?: Record<string, string>) =>
        call('POST', path, body, headers),
      startJob: async () => {
        const { id: fileId } = await upload();
        return (await (await call('POST', '/v1/jobs', { fileId })).json()) as Job;
      },
    };
  }

  return {
    settings,
    db: database.db as Db,
    storage: createS3Storage({
      ...{ endpoint, publicEndpoint: endpoint, region: access.S3_REGION, bucket: access.S3_BUCKET },
      ...{ accessKeyId: access.S3_ACCESS_KEY_ID, secretAccessKey: access.S3_SECRET_ACCESS_KEY },
    }),
    person,
    close: async () => {
      await store.close();
      await database.drop();
    },
  };
}

/** The same length and another content: what a signed address must not take. */
export function tampered(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const other = Uint8Array.from(bytes);
  other[other.length - 1] = (other.at(-1) ?? 0) ^ 1;
  return other;
}
