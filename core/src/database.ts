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

export interface DatabaseOptions {
  maxConnections?: number;
  /** How the connections call themselves in `pg_stat_activity`. */
  name?: string;
  /** The server gives up what takes longer; by default it never does. */
  statementTimeoutMs?: number;
  /** The connections live so shortly that learning the server's array types would not pay. */
  oneRequest?: boolean;
}

/** Opens a database lazily: no connection is made before the first query. */
export function openDatabase(url: string, options: DatabaseOptions = {}): Database {
  const { statementTimeoutMs, oneRequest = false } = options;
  const shared: postgres.Options<Record<string, never>> = {
    connect_timeout: 10,
    // Asked for on each new connection by a promise that nobody holds (postgres 3.4): a connection that is cut just then
    // would end the whole process. Columns that are arrays are drizzle's to read.
    fetch_types: false,
    onnotice: () => undefined, // notices are the server's chatter ("relation exists, skipping"), not events of ours
    connection: {
      application_name: options.name ?? 'snaprun',
      ...(statementTimeoutMs === undefined ? {} : { statement_timeout: statementTimeoutMs }),
    },
    ...(oneRequest ? { fetch_types: false } : {}),
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
