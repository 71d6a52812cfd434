import { hostname } from 'node:os';
import type { Log } from '@snaprun/core/log';
import postgres from 'postgres';
import { repeat } from './repeat.ts';

/** How often a worker says that it lives; a third of what counts as dead, so two beats may be lost. */
const heartbeatMs = 5_000;
/** How often it makes sure that its locks are held, so that a restarted Postgres finds them again. */
const lockCheckMs = 500;

/** A worker whose last heartbeat is older than this has lost its jobs (design §13). */
export const deadAfterMs = 15_000;
/** A worker stops writing objects this long after its last heartbeat: well before the others may take its jobs. */
const freshMs = 12_000;

export interface Liveness {
  /** Shows that the queue's pool of this process lives too; it owns the queue's locks. */
  holdPool(poolId: string): Promise<void>;
  /** Whether the others surely count this worker as alive; it looks at the clock alone. */
  isFresh(): boolean;
  stop(): Promise<void>;
}

export interface LivenessOptions {
  databaseUrl: string;
  workerId: string;
  slots: number;
  drivers: string[];
  log: Log;
  /** Called once when the others have given this worker up: it may write nothing more. */
  onLost: () => void;
}

/**
 * Shows that this worker lives: a row with a heartbeat, and two session locks that vanish with the process.
 *
 * The locks sit on a connection of their own, which never retires.
 */
export async function startLiveness(options: LivenessOptions): Promise<Liveness> {
  const { databaseUrl, workerId, slots, drivers, log } = options;
  let stopping = false;
  const sql = postgres(databaseUrl, {
    max: 1,
    max_lifetime: null,
    idle_timeout: 0,
    connect_timeout: 5,
    fetch_types: false, // as in `openDatabase`
    // A peer that is gone without a word, as when its machine lost power, is noticed within seconds, from both sides.
    keep_alive: 5,
    onnotice: () => undefined,
    connection: {
      application_name: `snaprun ${workerId}`,
      tcp_keepalives_idle: 5,
      tcp_keepalives_interval: 2,
      tcp_keepalives_count: 3,
    },
    // Whoever looks meanwhile finds the locks free: they are taken again at once, not at the next check.
    onclose: () => {
      if (stopping || session === undefined) return;
      session = undefined;
      lock().catch((error) => log.warn('the locks are free until Postgres answers', { error }));
    },
  });
  const held = [workerId];
  let session: number | undefined;
  let lastBeat = performance.now();

  const lock = async () => {
    const [{ pid } = { pid: undefined }] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
    if (pid === session) return;
    let isHeld = true;
    for (const id of held) {
      const [row] = await sql<
        { locked: boolean }[]
      >`select pg_try_advisory_lock(${lockKey(sql, id)}) as locked`;
      isHeld &&= row?.locked === true;
    }
    // A connection of ours that was lost may still hold one; then it is tried again until the server lets that go.
    if (isHeld) session = pid;
  };
  await lock();
  await sql`insert into workers (id, host, slots, drivers) values (${workerId}, ${hostname()}, ${slots}, string_to_array(${drivers.join(' ')}::text, ' '))`;

  const locking = repeat(
    'keeping the locks',
    () => lockCheckMs,
    log,
    async () => {
      await lock();
      if (performance.now() - lastBeat < heartbeatMs) return;
      // What the others see is from when it was asked or later, never from when the answer came.
      const askedAt = performance.now();
      const { count } = await sql`update workers set heartbeat_at = now() where id = ${workerId}`;
      lastBeat = askedAt;
      if (count === 0) {
        log.error('this worker was given up by the others');
        options.onLost();
      }
    },
  );
  return {
    async holdPool(poolId) {
      held.push(poolId);
      await sql`select pg_try_advisory_lock(${lockKey(sql, poolId)})`;
    },
    isFresh: () => performance.now() - lastBeat < freshMs,
    async stop() {
      stopping = true;
      await locking.stop();
      await sql`delete from workers where id = ${workerId}`.catch((error) =>
        log.warn('the row of this worker stays for the others to remove', { error }),
      );
      await sql.end({ timeout: 2 });
    },
  };
}

/** The advisory lock of a worker or pool. */
export function lockKey(sql: postgres.Sql, id: string) {
  return sql`hashtextextended(${id}::text, 0)`;
}
