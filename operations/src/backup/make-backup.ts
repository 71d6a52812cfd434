import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '@snaprun/core/errors';
import type { Storage } from '@snaprun/core/storage';
import postgres from 'postgres';
import { dumpFile, type Manifest, writeManifest } from './manifest.ts';
import { findTools, outputTo } from './postgres-tools.ts';
import { sumConnection, tableSums } from './table-sums.ts';

export interface Stores {
  databaseUrl: string;
  storage: Storage;
  /** The compose service that Postgres runs in, or null where its programs are on this machine. */
  service: string | null;
  say(line: string): void;
}

/** The largest object that Snaprun keeps has 60 MB. */
export const maxObjectBytes = 200_000_000;

/**
 * Writes database and objects into an empty folder, while everything runs.
 *
 * The database is dumped in one snapshot, in which its rows are counted and summed too. Objects are copied after it: none that a
 * row of the dump names can be missing, unless it was deleted meanwhile. The manifest is written last.
 */
export async function makeBackup(directory: string, stores: Stores): Promise<Manifest> {
  await takeEmptyFolder(directory);
  const createdAt = new Date().toISOString();
  const database = await dumpDatabase(join(directory, dumpFile), stores);
  stores.say(`The database is dumped: ${database.dump.bytes} bytes.`);
  const objects = await copyObjects(join(directory, 'objects'), stores);
  stores.say(`${objects.length} objects are copied.`);
  const manifest: Manifest = { format: 1, createdAt, ...database, objects };
  await writeManifest(directory, manifest);
  return manifest;
}

async function takeEmptyFolder(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  if ((await readdir(directory)).length > 0)
    throw new AppError('invalid_request', `${directory} is not empty. Name a folder that is not there yet.`);
}

async function dumpDatabase(path: string, { databaseUrl, service }: Stores) {
  const sql = postgres(databaseUrl, sumConnection);
  try {
    return await sql.begin('isolation level repeatable read read only', async (tx) => {
      const [now] = await tx<{ snapshot: string; version: number }[]>`
        select pg_export_snapshot() as snapshot, current_setting('server_version_num')::int as version`;
      if (now === undefined) throw new Error('Postgres exported no snapshot.');
      const tools = await findTools(Math.floor(now.version / 10_000), service);
      const args = ['--format=custom', '--no-owner', '--no-privileges', `--snapshot=${now.snapshot}`];
      await outputTo(tools('pg_dump', args, databaseUrl), path);
      const tables = await tableSums(tx);
      const { size } = await stat(path);
      const dump = { bytes: size, sha256: await sha256OfFile(path) };
      return { migrations: tables['drizzle.__drizzle_migrations']?.rows ?? 0, dump, tables };
    });
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function copyObjects(directory: string, { storage }: Stores): Promise<Manifest['objects']> {
  const copied: Manifest['objects'] = [];
  for (const key of await storage.list('')) {
    const bytes = await storage.read(key, maxObjectBytes);
    const facts = await storage.head(key);
    // Deleted since it was listed: then no row of a later moment names it either.
    if (bytes === null || facts === null) continue;
    const path = join(directory, key);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(path, bytes, { mode: 0o600 });
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    copied.push({
      key,
      bytes: bytes.length,
      sha256,
      mediaType: facts.mediaType ?? 'application/octet-stream',
    });
  }
  return copied;
}

export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}
