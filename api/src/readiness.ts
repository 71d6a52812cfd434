import { sql } from 'drizzle-orm';
import type { AppDeps } from './deps.ts';
import type { ReadyCheck } from './shapes/health.ts';

const patienceMs = 3000;

/** Asks Postgres, the storage and the queue's schema; each answers within three seconds or counts as away. */
export async function checkReadiness({
  db,
  storage,
}: Pick<AppDeps, 'db' | 'storage'>): Promise<ReadyCheck[]> {
  return Promise.all([
    check('postgres', 'Postgres', async () => {
      await db.execute(sql`select 1 from users limit 1`);
    }),
    check('storage', 'The object storage', (signal) => storage.check(signal)),
    check('queue', 'The schema of the queue', async () => {
      const [row] = await db.execute<{ there: boolean }>(sql`
        select exists (
          select from pg_proc join pg_namespace on pg_namespace.oid = pronamespace
          where nspname = 'graphile_worker' and proname = 'add_job'
        ) as there`);
      if (row?.there !== true) throw new Error('Its functions are missing.');
    }),
  ]);
}

async function check(
  name: ReadyCheck['name'],
  what: string,
  act: (signal: AbortSignal) => Promise<void>,
): Promise<ReadyCheck> {
  const startedAt = performance.now();
  const signal = AbortSignal.timeout(patienceMs);
  const late = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => late.reject(signal.reason));
  const ok = await Promise.race([act(signal), late.promise]).then(
    () => true,
    () => false, // the reason may name hosts; the sentence below is for everybody
  );
  const latencyMs = Math.round((performance.now() - startedAt) * 10) / 10;
  const message = ok ? `${what} answered in ${latencyMs} ms.` : `${what} does not answer or is not set up.`;
  return { name, ok, latencyMs, message };
}
