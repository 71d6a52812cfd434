import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';

export type Db = PostgresJsDatabase;
/** A database or a transaction on it: what a verb that may join a transaction takes. */
export type Tx = Pick<
  Db,
  'select' | 'selectDistinct' | 'insert' | 'update' | 'delete' | 'execute' | 'transaction'
>;

export interface Database {
  db: Db;
  /** For LISTEN and raw SQL: a client apart, since drizzle rewires the serializers of the one it is given. */
  sql: postgres.Sql;
  close(): Promise<void>;
}

/** Opens a database lazily: no connection is made before the first query. */
export function openDatabase(
  url: string,
  options: { maxConnections?: number; name?: string } = {},
): Database {
  const shared: postgres.Options<Record<string, never>> = {
    connect_timeout: 10,
    onnotice: () => undefined, // notices are the server's chatter ("relation exists, skipping"), not events of ours
    connection: { application_name: options.name ?? 'snaprun' },
  };
  const queries = postgres(url, { ...shared, max: options.maxConnections ?? 10 });
  const sql = postgres(url, { ...shared, max: 2 });
  return {
    db: drizzle(queries, { casing: 'snake_case' }),
    sql,
    close: async () => {
      await Promise.all([queries.end({ timeout: 5 }), sql.end({ timeout: 5 })]);
    },
  };
}
