import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '@snaprun/core/testing/database';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ObjectStore, startObjectStore } from '../../../local/src/object-store/server.ts';
import { freePort } from '../../../local/src/ports.ts';
import type { Check } from './check.ts';
import { clockCheck } from './clock.ts';
import { describeChecks } from './describe.ts';
import { type DiagnoseOptions, diagnose } from './diagnose.ts';
import { discCheck, memoryCheck, portCheck } from './machine.ts';
import { sandboxChecks } from './sandbox.ts';
import { knownNames, readSettings } from './settings.ts';

const known = knownNames(readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8'));
const key = { accessKeyId: 'doctor-key', secretAccessKey: 'doctor-secret' };
const origin = 'https://app.example.com';

let database: TestDatabase;
let store: ObjectStore;
let home: string;
let models: Server;
let modelUrl: string;
let nowhere: number;

beforeAll(async () => {
  database = await createTestDatabase();
  home = await mkdtemp(join(tmpdir(), 'snaprun-doctor-'));
  store = await startObjectStore({
    ...key,
    region: 'us-east-1',
    directory: join(home, 'objects'),
    host: '127.0.0.1',
    port: 0,
    allowedOrigins: [origin],
    buckets: ['snaprun'],
  });
  models = createServer((request, response) => {
    const isKnown = request.headers.authorization === 'Bearer good';
    response.writeHead(isKnown ? 200 : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ data: [{ id: 'served-model' }] }));
  });
  await new Promise<void>((resolve) => models.listen(0, '127.0.0.1', resolve));
  modelUrl = `http://127.0.0.1:${(models.address() as AddressInfo).port}/v1`;
  nowhere = await freePort();
});
afterAll(async () => {
  await store.close();
  await new Promise((resolve) => models.close(resolve));
  await database.drop();
  await rm(home, { recursive: true });
});

const works = {
  works: true,
  auto: 'docker/runsc',
  checks: [{ name: 'docker', state: 'ok' as const, says: '29.0 at /run/docker.sock', mend: null }],
};

/** A set-up in which everything is right. */
const sound = () => ({
  DATABASE_URL: database.url,
  S3_ENDPOINT: store.url,
  S3_BUCKET: 'snaprun',
  S3_ACCESS_KEY_ID: key.accessKeyId,
  S3_SECRET_ACCESS_KEY: key.secretAccessKey,
  WEB_ORIGIN: origin,
  CODE_BASE_URL: modelUrl,
  CODE_API_KEY: 'good',
  CODE_MODEL: 'served-model',
});

async function look(env: Record<string, string>, more: Partial<DiagnoseOptions> = {}): Promise<Check[]> {
  const options = { isProduction: false, ports: [], sandbox: async () => works, ...more };
  return diagnose({ env: { ...sound(), ...env }, known, dataDir: home, ...options });
}

/** What stands in the way, as one reads it. */
const faults = (checks: Check[]) =>
  checks
    .filter(({ state }) => state === 'wrong')
    .map(({ name, says, mend }) =>
      `${name}: ${says} → ${mend}`.replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT'),
    );

describe('a broken set-up is told in a sentence that says how to mend it', () => {
  test('nothing is wrong with a sound one', async () => {
    const checks = await look({});
    expect(faults(checks)).toEqual([]);
    const names = checks.filter(({ state }) => state === 'ok').map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'node',
        'settings',
        'database',
        'migrations',
        'storage',
        'uploads',
        'clock',
        'code model',
      ]),
    );
    expect(describeChecks(checks)).toContain('Nothing stands in the way');
  });

  test.each<[string, () => Record<string, string>, string[]]>([
    [
      'Postgres is not running',
      () => ({ DATABASE_URL: `postgres://a:b@127.0.0.1:${nowhere}/snaprun` }),
      [
        'database: Postgres does not answer (ECONNREFUSED) → start it, or correct host and port in DATABASE_URL',
      ],
    ],
    [
      'the password of the database is wrong',
      () => ({ DATABASE_URL: database.url.replace(':test@', ':wrong@') }),
      ['database: Postgres refuses this user or password → correct user and password in DATABASE_URL'],
    ],
    [
      'the database does not exist',
      () => ({ DATABASE_URL: database.url.replace(/\/test_\w+$/, '/absent') }),
      [
        'database: Postgres has no such database → create it: createdb NAME, with the name at the end of DATABASE_URL',
      ],
    ],
    [
      'the store is not running',
      () => ({ S3_ENDPOINT: `http://127.0.0.1:${nowhere}` }),
      [
        'storage: http://127.0.0.1:PORT does not answer (ECONNREFUSED) → start it, or correct S3_ENDPOINT; with compose it is http://minio:9000 inside',
      ],
    ],
    [
      'the bucket does not exist',
      () => ({ S3_BUCKET: 'absent' }),
      ['storage: there is no bucket absent → create it: mc mb STORE/absent, or correct S3_BUCKET'],
    ],
    [
      'the key of the store is wrong',
      () => ({ S3_SECRET_ACCESS_KEY: 'wrong' }),
      [
        'storage: the store refuses the key for bucket snaprun → correct S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY; the account needs get, put, delete and list on the bucket',
      ],
    ],
    [
      'the store does not know the pages',
      () => ({ WEB_ORIGIN: 'https://other.example.com' }),
      [
        'uploads: the store does not let pages of https://other.example.com upload → with MinIO: MINIO_API_CORS_ALLOW_ORIGIN=https://other.example.com; elsewhere a CORS rule for PUT and GET',
      ],
    ],
    [
      'a model endpoint refuses its key',
      () => ({ CODE_API_KEY: 'old' }),
      ['code model: refuses the key (401) → set CODE_API_KEY to a valid one'],
    ],
    [
      'a model is served under another name',
      () => ({ CODE_MODEL: 'wanted-model' }),
      [
        'code model: does not serve wanted-model, but served-model → set CODE_MODEL to the name under which it is served',
      ],
    ],
    [
      'a model token has expired',
      () => ({
        VISION_API_KEY: `e30.${Buffer.from('{"exp":1700000000}').toString('base64url')}.x`,
      }),
      ['VISION_API_KEY: expired on 2023-11-14 → make a new token and set VISION_API_KEY'],
    ],
    [
      'the key of Clerk is not one',
      () => ({ AUTH_MODE: 'clerk', CLERK_ISSUER: 'https://clerk.example.com', CLERK_JWT_KEY: 'sk_live_1' }),
      [
        'CLERK_JWT_KEY: is no public key in PEM → copy the "PEM public key" of Clerk’s dashboard (API keys → JWT public key); \\n for line breaks is fine',
      ],
    ],
    [
      'a secret has no file',
      () => ({ SENTRY_DSN_FILE: '/absent/sentry-dsn' }),
      [
        'SENTRY_DSN_FILE: the file /absent/sentry-dsn cannot be read (ENOENT) → make that file, or unset SENTRY_DSN_FILE; make secrets makes the secrets',
      ],
    ],
    [
      'half of a pair is set',
      () => ({ LANGFUSE_PUBLIC_KEY: 'pk', AUTH_MODE: 'clerk', CLERK_ISSUER: 'https://clerk.example.com' }),
      [
        'CLERK_JWT_KEY: is not set, but AUTH_MODE=clerk needs it → set CLERK_JWT_KEY',
        'LANGFUSE_SECRET_KEY: is not set, but the other key of Langfuse needs it → set LANGFUSE_SECRET_KEY',
      ],
    ],
  ])('%s', async (_title, broken, expected) => {
    expect(faults(await look(broken()))).toEqual(expected);
  });

  test('the database is empty', async () => {
    const url = new URL(database.url);
    const name = `${url.pathname.slice(1)}_empty`;
    const admin = postgres(database.url, { max: 1 });
    await admin.unsafe(`create database ${name}`);
    url.pathname = `/${name}`;
    const checks = await look({ DATABASE_URL: url.href });
    await admin.unsafe(`drop database ${name}`);
    await admin.end();
    expect(faults(checks)).toEqual([
      'migrations: none was applied: the database is empty → npm start does it; with compose: docker compose run --rm migrate',
    ]);
  });

  test('the disc is full, memory is short, somebody has the port', async () => {
    expect(faults([discCheck(home, 2e8)])).toEqual([
      `disc: 0.2 GB free at ${home} → free some, or choose another folder with --data`,
    ]);
    expect(memoryCheck(4e9)).toMatchObject({
      state: 'weaker',
      mend: expect.stringContaining('WORKER_SLOTS=1'),
    });
    const { port } = models.address() as AddressInfo;
    expect(await portCheck(port, true)).toMatchObject({
      state: 'wrong',
      says: 'in use (EADDRINUSE)',
      mend: `find who is there (ss -ltnp 'sport = :${port}') and stop it`,
    });
    expect((await portCheck(port, false)).state).toBe('weaker');
  });

  test('the clock is off', () => {
    const ours = new Date('2026-01-01T12:00:00Z');
    const by = (seconds: number) => [
      { whose: 'the store', ours, theirs: new Date(ours.getTime() - seconds * 1000) },
    ];
    expect(clockCheck(by(1200))).toMatchObject({
      state: 'wrong',
      says: '1200 s ahead of that of the store: signed links are refused',
    });
    expect(clockCheck(by(-30))).toMatchObject({
      state: 'weaker',
      says: expect.stringMatching(/^30 s behind/),
    });
    expect(clockCheck(by(1)).state).toBe('ok');
  });

  test('there is no Docker with gVisor, and production wants it', async () => {
    const gvisor = { name: 'gvisor', state: 'weaker' as const, says: 'not there', mend: 'install runsc' };
    const diagnosis = { works: true, auto: 'docker/runc', checks: [gvisor] };
    expect(sandboxChecks(diagnosis, false).filter(({ state }) => state === 'wrong')).toEqual([]);
    expect(faults(sandboxChecks(diagnosis, true))).toEqual([
      'gvisor: not there → install runsc',
      'sandbox: takes docker/runc; production wants docker with gVisor → install Docker and runsc, then npm run sandbox:image; docs/sandbox.md says how',
    ]);
    expect(faults(sandboxChecks({ works: false, auto: null, checks: [] }, false))).toEqual([
      'sandbox: no driver works, so no program runs → mend one of the above',
    ]);
    expect(faults(sandboxChecks(null, false))).toEqual([
      'sandbox: its doctor did not answer → npm run sandbox -- doctor shows why',
    ]);
  });

  test('production is set up as one machine is', async () => {
    const checks = await look(
      { AUTH_MODE: 'local', WEB_ORIGIN: 'http://app.example.com' },
      { isProduction: true },
    );
    expect(faults(checks)).toEqual([
      expect.stringMatching(/^uploads: /),
      'AUTH_MODE: local lets anybody in → set AUTH_MODE=clerk; docs/operations.md says how',
      'WEB_ORIGIN: has an origin without TLS → write it with https://',
    ]);
  });
});

describe('settings', () => {
  test('that a process reads are all in .env.example, but for those of starters and tests', () => {
    const sources = ['core/src/config.ts', 'api/src/config.ts', 'worker/src/config.ts', 'web/src/env.ts'];
    const read = sources.flatMap((path) => [
      ...readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8').matchAll(
        /^ {2,4}([A-Z][A-Z0-9_]{3,}): (?!string|unknown)/gm,
      ),
    ]);
    const byStarter = [
      'HOST',
      'PORT',
      'NODE_ENV',
      'LOCAL_AUTH_KEY',
      'SANDBOX_PYTHON_JSON',
      'CRITIC_PYTHON',
      'BWRAP',
      'API_URL',
      'FAILPOINTS_DIR',
      'KUBERNETES_SERVICE_HOST',
      'KUBERNETES_SERVICE_PORT',
    ];
    const names = new Set(read.map(([, name = '']) => name).filter((name) => !byStarter.includes(name)));
    expect(names.size).toBeGreaterThan(35);
    // Pages are told under a name of their own.
    const isKnown = (name: string) => known.has(name) || known.has(name.replace(/^PUBLIC_/, ''));
    expect([...names].filter((name) => !isKnown(name))).toEqual([]);
  });

  test('that are misspelt are told with the one that was meant', () => {
    const { checks } = readSettings({ S3_ENDPONT: 'x', WORKER_SLOT: '2', UNRELATED: 'y' }, known);
    expect(
      checks.filter(({ state }) => state === 'weaker').map(({ name, mend }) => `${name}: ${mend}`),
    ).toEqual(['S3_ENDPONT: rename it to S3_ENDPOINT', 'WORKER_SLOT: rename it to WORKER_SLOTS']);
  });

  test('that are secrets are read from their files, and open files are told', async () => {
    const open = join(home, 'open');
    await mkdir(open, { mode: 0o755 });
    const path = join(open, 'code-key');
    await writeFile(path, 'good\n', { mode: 0o644 });
    const { values, checks } = readSettings({ CODE_API_KEY_FILE: path }, known);
    expect(values.CODE_API_KEY).toBe('good');
    expect(checks).toContainEqual({
      name: 'CODE_API_KEY_FILE',
      state: 'weaker',
      says: `others on this machine can read ${path}`,
      mend: `chmod 600 ${path}`,
    });
  });
});
