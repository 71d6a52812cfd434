import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';
import type { Log } from '@snaprun/core/log';
import pg from 'pg';
import { inSpan } from '../telemetry/in-span.ts';

/** The graph's checkpoints in Postgres. Nothing connects before the first use; `end` closes all connections. */
export function openCheckpointer(databaseUrl: string, log: Log): PostgresSaver {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: 'snaprun checkpoints',
    // A worker that is stopped in the middle of one must not end it when it goes on: by then the job is another's.
    idle_in_transaction_session_timeout: 10_000,
  });
  // A restarted Postgres ends connections; without a listener each, idle or in use, would end the whole worker.
  pool.on('error', (error) => log.warn('an idle connection for checkpoints was ended', { error }));
  pool.on('connect', (client) => {
    client.on('error', (error) => log.warn('a connection for checkpoints was ended', { error }));
  });
  return new TracedSaver(pool, undefined, { schema: 'langgraph' });
}

/** Reads and writes of checkpoints as spans. */
class TracedSaver extends PostgresSaver {
  override getTuple(...args: Parameters<PostgresSaver['getTuple']>) {
    return inSpan('read checkpoint', {}, () => super.getTuple(...args));
  }

  override put(...args: Parameters<PostgresSaver['put']>) {
    return inSpan('write checkpoint', {}, () => super.put(...args));
  }

  override putWrites(...args: Parameters<PostgresSaver['putWrites']>) {
    return inSpan('write answers', {}, () => super.putWrites(...args));
  }
}
