import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { type Database, openDatabase } from '../src/database.ts';

export type TestDatabase = Database & { url: string; drop(): Promise<void> };

/** A database of its own, cloned from the migrated template in a few dozen milliseconds; call `drop` at the end. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const template = process.env.SNAPRUN_TEST_DATABASE_URL;
  if (template === undefined)
    throw new Error('SNAPRUN_TEST_DATABASE_URL is not set: run the tests through vitest.');
  const name = `test_${randomBytes(8).toString('hex')}`;
  const admin = new URL(template);
  admin.pathname = '/postgres';
  await asAdmin(admin.href, (sql) => sql.unsafe(`create database ${name} template snaprun`));
  const url = new URL(template);
  url.pathname = `/${name}`;
  const database = openDatabase(url.href, { maxConnections: 5, name });
  return {
    ...database,
    url: url.href,
    drop: async () => {
      await database.close();
      await asAdmin(admin.href, (sql) => sql.unsafe(`drop database ${name} with (force)`));
    },
  };
}

async function asAdmin(url: string, act: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    // Two clones at once of one template refuse each other; a lock makes them queue.
    await sql`select pg_advisory_lock(1)`;
    await act(sql);
  } finally {
    await sql.end();
  }
}
