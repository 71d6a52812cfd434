import { generateKeyPairSync } from 'node:crypto';
import { modelRoles } from '@snaprun/core/config';
import { type Database, openDatabase } from '@snaprun/core/database';
import { createLog } from '@snaprun/core/log';
import { createTestDatabase } from '@snaprun/core/testing/database';
import { createMemoryStorage } from '@snaprun/core/testing/memory-storage';
import { createApp } from '../src/app.ts';
import { createTokenVerifier } from '../src/auth/bearer.ts';
import { createLocalIssuer, localIssuerName, localUserId } from '../src/auth/local-issuer.ts';
import type { AppDeps } from '../src/deps.ts';
import { createEventHub } from '../src/event-hub.ts';
import { createRemovals } from '../src/removals.ts';
import type { FileNegotiation } from '../src/shapes/file.ts';
import type { Job } from '../src/shapes/job.ts';
import { pngBytes, sha256 } from './pictures.ts';

export const webOrigin = 'http://127.0.0.1:4400';

export const clerkWebhookSecret = `whsec_${Buffer.from('a secret of the tests').toString('base64')}`;

/** Made once: generating a key takes longer than most tests. */
export const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();

export type TestApi = Awaited<ReturnType<typeof openTestApi>>;
export type Person = Awaited<ReturnType<TestApi['person']>>;

/** The whole app on a database of its own, storage in memory and the local issuer; call `close` at the end. */
export async function openTestApi(overrides: Partial<AppDeps> = {}) {
  const database = await createTestDatabase();
  const storage = createMemoryStorage();
  const lines: string[] = [];
  const log = createLog({}, (line) => lines.push(line));
  const hub = createEventHub(database.sql, log);
  const issuer = await createLocalIssuer({ privateKey, host: '127.0.0.1', webOrigin });
  const deps: AppDeps = {
    db: database.db,
    storage,
    hub,
    models: Object.fromEntries(
      modelRoles.map((role) => [
        role,
        { baseUrls: [`http://${role}.test/v1`], apiKey: 'key', model: `demo-${role}` },
      ]),
    ) as AppDeps['models'],
    verifyToken: createTokenVerifier({
      jwtKey: issuer.publicKey,
      issuer: localIssuerName,
      authorizedParties: [webOrigin],
    }),
    localIssuer: issuer,
    clerkWebhookSecret,
    allowPrivateWebhooks: false,
    webOrigins: [webOrigin],
    adminUserIds: [localUserId('admin@example.test')],
    limits: { activeJobs: 1000, jobsPerDay: 1000, storedBytes: 1e9, requestsPerMinute: 10_000 },
    docsAsset: () => Promise.resolve(null),
    removals: createRemovals(),
    log,
    fetch: () => Promise.reject(new TypeError('fetch failed')),
    timing: { heartbeatMs: 50, cancelWaitMs: 300, bundleWaitMs: 300 },
    ...overrides,
  };
  const app = createApp(deps);

  /** Somebody who is signed in. */
  async function person(name: string) {
    const email = `${name}@example.test`;
    const { token } = await issuer.issue(email);
    const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
      app.request(path, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    /** Announces a picture and, like a browser, puts its bytes into the storage. */
    const upload = async (bytes: Uint8Array = pngBytes(), announced: Record<string, unknown> = {}) => {
      const response = await call('POST', '/v1/files', {
        name: 'chart.png',
        mediaType: 'image/png',
        bytes: bytes.length,
        sha256: sha256(bytes),
        ...announced,
      });
      const { file, upload: target } = (await response.json()) as FileNegotiation;
      if (target !== null) storage.objects.set(`inputs/${file.id}`, { bytes, mediaType: file.mediaType });
      return file;
    };
    return {
      id: localUserId(email),
      token,
      upload,
      get: (path: string, headers?: Record<string, string>) => call('GET', path, undefined, headers),
      post: (path: string, body?: unknown, headers?: Record<string, string>) =>
        call('POST', path, body, headers),
      patch: (path: string, body: unknown) => call('PATCH', path, body),
      delete: (path: string) => call('DELETE', path),
      /** A queued job on a picture of its own. */
      startJob: async (wanted: Record<string, unknown> = {}, bytes = uniquePng()) => {
        const file = await upload(bytes);
        const response = await call('POST', '/v1/jobs', { fileId: file.id, ...wanted });
        if (response.status !== 201) throw new Error(`The job was refused: ${await response.text()}`);
        return (await response.json()) as Job;
      },
    };
  }

  const others: Database[] = [];
  /** The app as a second process has it, with connections of its own. */
  const anotherProcess = () => {
    const own = openDatabase(database.url, { maxConnections: 5 });
    others.push(own);
    return createApp({ ...deps, db: own.db });
  };

  return {
    app,
    anotherProcess,
    deps,
    db: database.db,
    sql: database.sql,
    url: database.url,
    storage,
    hub,
    log: lines,
    person,
    close: async () => {
      await hub.close();
      await Promise.all(others.map((other) => other.close()));
      await database.drop();
    },
  };
}

let made = 0;

/** A PNG unlike every other of this process. */
export function uniquePng(): Uint8Array {
  made += 1;
  const bytes = pngBytes();
  new DataView(bytes.buffer).setUint32(40, made);
  return bytes;
}
