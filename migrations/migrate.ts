import { fileURLToPath } from 'node:url';
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as migrateDrizzle } from 'drizzle-orm/postgres-js/migrator';
import { runMigrations } from 'graphile-worker';
import postgres from 'postgres';

/** Any number that nothing else locks: "snaprun" on a phone's keys. */
const lockKey = 7627786;

/**
 * Brings a database to today's schema: ours, graphile-worker's, the LangGraph checkpointer's.
 *
 * Safe to run twice and from two machines at once: a session lock makes the second wait and find nothing to do.
 */
export async function migrate(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await sql`select pg_advisory_lock(${lockKey})`;
    await migrateDrizzle(drizzle(sql), {
      migrationsFolder: fileURLToPath(new URL('./sql', import.meta.url)),
    });
    await runMigrations({ connectionString: url, preset: { worker: { connectionString: url } } });
    const checkpoints = PostgresSaver.fromConnString(url, { schema: 'langgraph' });
    try {
      await checkpoints.setup();
    } finally {
      await checkpoints.end();
    }
  } finally {
    await sql.end({ timeout: 5 });
  }
}
