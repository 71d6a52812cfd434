import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs, parseEnv } from 'node:util';
import { parseConfig, settings, storageOptions } from '@snaprun/core/config';
import { AppError } from '@snaprun/core/errors';
import { createS3Storage } from '@snaprun/core/s3-storage';
import { z } from 'zod';
import { makeBackup, type Stores } from './make-backup.ts';
import { restoreBackup } from './restore-backup.ts';

const help = `npm run backup -- DIR     writes database and objects into DIR, which must be empty or absent
npm run restore -- DIR    puts them into an empty database and an empty bucket, and compares

  --env-file FILE    read settings from FILE too; what the environment has goes before
  --service NAME     run pg_dump and pg_restore in the compose service NAME, where Postgres runs

They read DATABASE_URL and S3_…. A backup runs while everything runs; a restore wants api and workers stopped.
It exits 0 when it is done and everything is equal, 1 when something differs, 2 when it cannot be done.`;

const say = (line: string) => process.stderr.write(`${line}\n`);

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  say(error.message);
  process.exitCode = 2;
}

async function main(): Promise<number> {
  const [verb, ...args] = process.argv.slice(2);
  const { directory, stores } = read(args);
  if (directory === undefined) {
    process.stdout.write(`${help}\n`);
    return args.some((flag) => flag === '--help' || flag === '-h') ? 0 : 2;
  }
  if (verb === 'backup') {
    const { tables, objects } = await makeBackup(resolve(directory), stores());
    const all = Object.values(tables);
    const rows = all.reduce((total, table) => total + table.rows, 0);
    say(`Done: ${rows} rows in ${all.length} tables, ${objects.length} objects, in ${directory}.`);
    return 0;
  }
  const { tables, rows, objects, differences } = await restoreBackup(resolve(directory), stores());
  for (const difference of differences) say(`✗ ${difference}`);
  if (differences.length > 0) return 1;
  say(`Done: ${rows} rows in ${tables} tables and ${objects} objects, all equal to the backup.`);
  return 0;
}

function read(args: readonly string[]): { directory: string | undefined; stores(): Stores } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        'env-file': { type: 'string' },
        service: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const path = values['env-file'];
    const env = { ...(path === undefined ? {} : parseEnv(readFileSync(path, 'utf8'))), ...process.env };
    return {
      directory: values.help ? undefined : positionals[0],
      stores: () => openStores(env, values.service ?? null),
    };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new AppError(
      'invalid_request',
      `${why.replace(/\.$/, '')}. npm run backup -- --help lists the flags.`,
    );
  }
}

function openStores(env: Record<string, string | undefined>, service: string | null): Stores {
  const schema = z.object({ ...settings.database, ...settings.storage });
  const values = parseConfig(schema, env, (path) => readFileSync(path, 'utf8'));
  return {
    databaseUrl: values.DATABASE_URL,
    storage: createS3Storage(storageOptions(values)),
    service,
    say,
  };
}
