import { createLog } from '@snaprun/core/log';
import { createTestDatabase, type TestDatabase } from '@snaprun/core/testing/database';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openCheckpointer } from './open-checkpointer.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('an idle connection that Postgres ends is logged, ends no process, and the next call connects anew', async () => {
  const lines: string[] = [];
  const checkpointer = openCheckpointer(
    database.url,
    createLog({}, (line) => lines.push(line)),
  );
  const read = () => checkpointer.getTuple({ configurable: { thread_id: 'job_none' } });
  await read();
  const ended = await database.sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'snaprun checkpoints'`;
  expect(ended.length).toBeGreaterThan(0);
  await vi.waitFor(() => expect(lines.join('')).toContain('an idle connection for checkpoints was ended'));
  expect(await read()).toBeUndefined();
  await checkpointer.end();
});

test('a connection that Postgres ends in the middle of a write fails that write and ends no process', async () => {
  const lines: string[] = [];
  const checkpointer = openCheckpointer(
    database.url,
    createLog({}, (line) => lines.push(line)),
  );
  await checkpointer.getTuple({ configurable: { thread_id: 'job_none' } });
  const release = Promise.withResolvers<void>();
  const holding = Promise.withResolvers<void>();
  const held = database.sql.begin(async (sql) => {
    await sql`lock table langgraph.checkpoint_writes in access exclusive mode`;
    holding.resolve();
    await release.promise;
  });
  await holding.promise;
  const config = { configurable: { thread_id: 'job_none', checkpoint_ns: '', checkpoint_id: 'x' } };
  const write = expect(checkpointer.putWrites(config, [['next', 1]], 'task')).rejects.toThrow(/terminat/);
  await vi.waitFor(async () => {
    const ended = await database.sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'snaprun checkpoints' and wait_event_type = 'Lock'`;
    expect(ended).toHaveLength(1);
  });
  await write;
  release.resolve();
  await held;
  // An error event that nobody listens to would have ended this process.
  await vi.waitFor(() => expect(lines.join('')).toContain('a connection for checkpoints was ended'));
  await checkpointer.end();
});
