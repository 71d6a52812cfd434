import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { findRunning } from './data-directory.ts';
import { databaseUrl } from './postgres.ts';

const Secrets = z.object({ postgresPassword: z.string() });

/** The address of the Postgres of the system that runs on a data directory; null when none does. */
export async function findRunningDatabase(dataDir: string): Promise<string | null> {
  if ((await findRunning(dataDir)) === null) return null;
  const directory = join(dataDir, 'postgres');
  // Postgres itself writes there where it listens: the port is the fourth line.
  const told = await readFile(join(directory, 'postmaster.pid'), 'utf8').catch(() => '');
  const port = Number(told.split('\n')[3]);
  if (!Number.isInteger(port) || port <= 0) return null;
  const { postgresPassword: password } = Secrets.parse(
    JSON.parse(await readFile(join(dataDir, 'secrets.json'), 'utf8')),
  );
  return databaseUrl({ directory, port, password });
}
