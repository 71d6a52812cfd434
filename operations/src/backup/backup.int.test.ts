import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openDatabase } from '@snaprun/core/database';
import { createS3Storage } from '@snaprun/core/s3-storage';
import { insertQueuedJob, insertReadyFile, insertUser } from '@snaprun/core/testing/factories';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type ObjectStore, startObjectStore } from '../../../local/src/object-store/server.ts';
import { freePort } from '../../../local/src/ports.ts';
import { makeBackup, type Stores } from './make-backup.ts';
import { restoreBackup } from './restore-backup.ts';

const run = promisify(execFile);
const debian = '/usr/lib/postgresql';
const [version] = existsSync(debian)
  ? readdirSync(debian)
      .filter(
        (each) => existsSync(`${debian}/${each}/bin/initdb`) && existsSync(`${debian}/${each}/bin/pg_dump`),
      )
      .sort((a, b) => Number(b) - Number(a))
  : [];
const reason = version
  ? ''
  : ` (skipped: no Postgres with its programs in ${debian}; apt install postgresql)`;
const key = { accessKeyId: 'backup-key', secretAccessKey: 'backup-secret', region: 'us-east-1' };

/** A real Postgres with the programs that belong to it, and a real object store: the embedded Postgres has no pg_dump. */
describe.skipIf(!version)(`a backup${reason}`, () => {
  let home: string;
  let server: ChildProcess;
  let store: ObjectStore;
  let port: number;
  const url = (name: string) => `postgres://postgres:secret@127.0.0.1:${port}/${name}`;
  const storageOf = (bucket: string) =>
    createS3Storage({ ...key, bucket, endpoint: store.url, publicEndpoint: store.url });
  const stores = (database: string, bucket: string): Stores => ({
    databaseUrl: url(database),
    storage: storageOf(bucket),
    service: null,
    say: () => undefined,
  });

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'snaprun-backup-'));
    port = await freePort();
    server = await startPostgres(home, port);
    const admin = postgres(url('postgres'), { max: 1, onnotice: () => undefined });
    await admin`create database snaprun`;
    await admin.end();
    const migrations = new URL('../../../migrations/main.ts', import.meta.url).pathname;
    await run(process.execPath, [migrations], {
      env: { PATH: process.env.PATH, DATABASE_URL: url('snaprun') },
    });
    store = await startObjectStore({
      ...key,
      directory: join(home, 'objects'),
      host: '127.0.0.1',
      port: 0,
      allowedOrigins: [],
      buckets: ['snaprun', 'another', 'third'],
    });
    await fill();
  });
  afterAll(async () => {
    await store?.close();
    server?.kill('SIGINT');
    if (server && server.exitCode === null) await once(server, 'exit');
    await rm(home, { recursive: true, force: true });
  });

  /** Three people with jobs, tasks in the queue, and pictures, one of them empty and one with a hard name. */
  async function fill(): Promise<void> {
    const { db, close } = openDatabase(url('snaprun'));
    const storage = storageOf('snaprun');
    for (let n = 0; n < 3; n += 1) {
      const user = await insertUser(db, { email: `ä${n}@example.test`, name: `O'Brien "${n}"` });
      for (let job = 0; job < 4; job += 1) {
        const file = await insertReadyFile(db, { userId: user.id, name: `chart €${job}.png` });
        await insertQueuedJob(db, { userId: user.id, fileId: file.id, instruction: 'zoom\nin\t\u{1f600}' });
        await storage.write(file.objectKey, new Uint8Array(1000 * (job + 1)).fill(n + job), 'image/png');
        await storage.write(`thumbnails/${file.id}.webp`, new Uint8Array(job * 10).fill(job), 'image/webp');
      }
    }
    await close();
  }

  const create = async (name: string) => {
    const admin = postgres(url('postgres'), { max: 1, onnotice: () => undefined });
    await admin.unsafe(`drop database if exists ${name} with (force)`);
    await admin.unsafe(`create database ${name}`);
    await admin.end();
  };

  test('put back after everything was wiped gives the same rows and the same objects', async () => {
    const directory = join(home, 'backup');
    const manifest = await makeBackup(directory, stores('snaprun', 'snaprun'));
    expect(manifest.tables).toMatchObject({
      'public.users': { rows: 3 },
      'public.jobs': { rows: 12 },
      'public.files': { rows: 12 },
      'public.job_events': { rows: 12 },
      'graphile_worker._private_jobs': { rows: 12 },
    });
    expect(manifest.objects).toHaveLength(24);

    await create('snaprun');
    const storage = storageOf('snaprun');
    await storage.remove(await storage.list(''));

    const comparison = await restoreBackup(directory, stores('snaprun', 'snaprun'));
    expect(comparison).toEqual({
      tables: Object.keys(manifest.tables).length,
      rows: Object.values(manifest.tables).reduce((total, { rows }) => total + rows, 0),
      objects: 24,
      differences: [],
    });
    const { db, sql, close } = openDatabase(url('snaprun'));
    expect(await sql`select name from users order by name`).toMatchObject([
      { name: `O'Brien "0"` },
      { name: `O'Brien "1"` },
      { name: `O'Brien "2"` },
    ]);
    // Sequences and functions came too: the queue takes a new task.
    const user = await insertUser(db);
    const file = await insertReadyFile(db, { userId: user.id });
    await insertQueuedJob(db, { userId: user.id, fileId: file.id });
    await close();
  });

  test('is not put over what is there', async () => {
    const directory = join(home, 'backup');
    await expect(restoreBackup(directory, stores('snaprun', 'another'))).rejects.toThrow(
      /The database is not empty: it has \d+ tables/,
    );
    await create('empty');
    await expect(restoreBackup(directory, stores('empty', 'snaprun'))).rejects.toThrow(
      'The bucket is not empty',
    );
  });

  test('is not begun in a folder that has something', async () => {
    await expect(makeBackup(join(home, 'backup'), stores('snaprun', 'snaprun'))).rejects.toThrow(
      'is not empty',
    );
  });

  test('that was changed or cut off is not put back', async () => {
    const directory = join(home, 'damaged');
    const { objects } = await makeBackup(directory, stores('snaprun', 'snaprun'));
    await create('empty');
    writeFileSync(join(directory, 'objects', objects[0]?.key ?? ''), 'other bytes');
    await expect(restoreBackup(directory, stores('empty', 'third'))).rejects.toThrow(/is damaged: objects\//);
    await rm(join(directory, 'manifest.json'));
    await expect(restoreBackup(directory, stores('empty', 'third'))).rejects.toThrow('holds no whole backup');
    expect(await storageOf('third').list('')).toEqual([]);
  });
});

/** As the user `nobody` where the test runs as root, whom Postgres refuses. */
async function startPostgres(home: string, port: number): Promise<ChildProcess> {
  const bin = `${debian}/${version}/bin`;
  const data = join(home, 'postgres');
  const password = join(home, 'password');
  await mkdir(data, { mode: 0o700 });
  writeFileSync(password, 'secret');
  const isRoot = process.getuid?.() === 0;
  const nobody = 65_534;
  if (isRoot) for (const path of [home, data, password]) chownSync(path, nobody, nobody);
  const as = isRoot ? { uid: nobody, gid: nobody } : {};
  await run(
    `${bin}/initdb`,
    ['-D', data, '-U', 'postgres', `--pwfile=${password}`, '--auth=scram-sha-256'],
    as,
  );
  const flags = ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'fsync=off'];
  const server = spawn(`${bin}/postgres`, ['-D', data, '-p', String(port), ...flags], {
    ...as,
    stdio: 'ignore',
  });
  const sql = postgres(`postgres://postgres:secret@127.0.0.1:${port}/postgres`, { max: 1 });
  const answers = () =>
    sql`select 1`.then(
      () => true,
      () => false, // not listening yet
    );
  await vi.waitUntil(answers, { timeout: 30_000, interval: 100 });
  await sql.end();
  return server;
}
