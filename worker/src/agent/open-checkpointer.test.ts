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
