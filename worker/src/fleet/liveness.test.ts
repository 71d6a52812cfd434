import { createLog } from '@snaprun/core/log';
import { createTestDatabase, type TestDatabase } from '@snaprun/core/testing/database';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { lockKey, startLiveness } from './liveness.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('a lock that a lost connection of this worker still held is taken once that is gone', async () => {
  const { sql, url } = database;
  const holders = () => sql<{ pid: number }[]>`
    select pid from pg_locks where locktype = 'advisory' and granted
      and database = (select oid from pg_database where datname = current_database())
      and ((classid::bigint << 32) | objid::bigint) = ${lockKey(sql, 'wrk_1')}`;
  // After a break in the network the server may keep the old connection for minutes.
  const old = postgres(url, { max: 1 });
  await old`select pg_advisory_lock(${lockKey(old, 'wrk_1')})`;
  const [before] = await holders();
  const log = createLog({}, () => undefined);
  const options = { databaseUrl: url, workerId: 'wrk_1', slots: 1, drivers: [], log };
  const liveness = await startLiveness({ ...options, onLost: () => undefined });
  expect(await holders()).toEqual([before]);
  await old.end();
  await vi.waitFor(async () => {
    const [now] = await holders();
    expect(now).toBeDefined();
    expect(now).not.toEqual(before);
  }, 5_000);
  await liveness.stop();
});
