import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@snaprun/core/errors';
import postgres from 'postgres';
import { maxObjectBytes, type Stores, sha256OfFile } from './make-backup.ts';
import { dumpFile, type Manifest, readManifest } from './manifest.ts';
import { findTools, inputFrom } from './postgres-tools.ts';
import { sumConnection, tableSums } from './table-sums.ts';

/** What a restore made, held against what the backup says; `differences` is empty when they are equal. */
export interface Comparison {
  tables: number;
  rows: number;
  objects: number;
  differences: string[];
}

/**
 * Puts a backup into an empty database and an empty bucket, then sums every table and reads every object again.
 *
 * Nothing is touched before the backup is known to be whole, and nothing that is there is ever overwritten.
 */
export async function restoreBackup(directory: string, stores: Stores): Promise<Comparison> {
  const manifest = await readManifest(directory);
  await checkBackup(directory, manifest);
  stores.say(`The backup of ${manifest.createdAt} is whole.`);
  await refuseWhatIsThere(stores);
  await restoreDatabase(join(directory, dumpFile), stores);
  stores.say('The database is restored.');
  for (const { key, mediaType } of manifest.objects)
    await stores.storage.write(key, await readFile(join(directory, 'objects', key)), mediaType);
  stores.say(`${manifest.objects.length} objects are put back.`);
  return compare(manifest, stores);
}

/** Reads the whole backup once; throws a sentence that names what is not as it was written. */
async function checkBackup(directory: string, manifest: Manifest): Promise<void> {
  const damaged = (what: string) =>
    new AppError('invalid_request', `The backup in ${directory} is damaged: ${what}. Nothing was restored.`);
  if ((await sha256OfFile(join(directory, dumpFile))) !== manifest.dump.sha256) throw damaged(dumpFile);
  for (const { key, sha256 } of manifest.objects) {
    const path = join(directory, 'objects', key);
    const found = await sha256OfFile(path).catch(() => null); // a file that is gone has no hash
    if (found !== sha256) throw damaged(`objects/${key}`);
  }
}

async function refuseWhatIsThere({ databaseUrl, storage }: Stores): Promise<void> {
  const sql = postgres(databaseUrl, sumConnection);
  const tables = Object.keys(await tableSums(sql).finally(() => sql.end({ timeout: 5 })));
  if (tables.length > 0)
    throw new AppError(
      'conflict',
      `The database is not empty: it has ${tables.length} tables. Restore into a new one (createdb NAME) and set DATABASE_URL to it.`,
    );
  if ((await storage.list('')).length > 0)
    throw new AppError(
      'conflict',
      'The bucket is not empty. Restore into a new one and set S3_BUCKET to it.',
    );
}

async function restoreDatabase(path: string, { databaseUrl, service }: Stores): Promise<void> {
  const sql = postgres(databaseUrl, sumConnection);
  const [server] = await sql<{ version: number }[]>`
    select current_setting('server_version_num')::int as version`.finally(() => sql.end({ timeout: 5 }));
  const tools = await findTools(Math.floor((server?.version ?? 0) / 10_000), service);
  const args = ['--no-owner', '--no-privileges', '--exit-on-error', '--single-transaction'];
  const target =
    service === null ? ['--dbname', decodeURIComponent(new URL(databaseUrl).pathname.slice(1))] : [];
  await inputFrom(tools('pg_restore', [...args, ...target], databaseUrl), path);
}

async function compare(manifest: Manifest, { databaseUrl, storage }: Stores): Promise<Comparison> {
  const differences: string[] = [];
  const sql = postgres(databaseUrl, sumConnection);
  const tables = await tableSums(sql).finally(() => sql.end({ timeout: 5 }));
  for (const name of new Set([...Object.keys(manifest.tables), ...Object.keys(tables)])) {
    const [is, was] = [tables[name], manifest.tables[name]];
    if (is?.rows !== was?.rows)
      differences.push(`${name} has ${is?.rows ?? 'no'} rows and had ${was?.rows ?? 'none'}`);
    else if (is?.sum !== was?.sum) differences.push(`${name} has as many rows as it had, and others`);
  }
  for (const { key, sha256 } of manifest.objects) {
    const bytes = await storage.read(key, maxObjectBytes);
    const found = bytes === null ? null : createHash('sha256').update(bytes).digest('hex');
    if (found !== sha256) differences.push(`${key} ${found === null ? 'is missing' : 'has other bytes'}`);
  }
  return {
    tables: Object.keys(tables).length,
    rows: Object.values(tables).reduce((total, { rows }) => total + rows, 0),
    objects: manifest.objects.length,
    differences,
  };
}
