import { createHash } from 'node:crypto';
import type { Database } from '@snaprun/core/database';
import { sqlState } from '@snaprun/core/errors';

/**
 * What names this installation on a Docker daemon that several share: its database, as a short hash.
 *
 * The database's own identity counts, not its address, which differs from worker to worker. Null where
 * Postgres does not tell it to this user.
 */
export async function installationOf({ sql }: Pick<Database, 'sql'>): Promise<string | null> {
  try {
    const [row] = await sql<{ cluster: string; database: string }[]>`
      select (select system_identifier from pg_control_system())::text as cluster, oid::text as database
      from pg_database where datname = current_database()`;
    if (!row) return null;
    return createHash('sha256').update(`${row.cluster}:${row.database}`).digest('hex').slice(0, 16);
  } catch (error) {
    const forbidden = '42501';
    if (sqlState(error) === forbidden) return null;
    throw error;
  }
}
