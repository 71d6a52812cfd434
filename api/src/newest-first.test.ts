import { createTestDatabase, type TestDatabase } from '@snaprun/core/testing/database';
import { afterAll, beforeAll, expect, test } from 'vitest';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test.each([
  ['jobs', "user_id = 'a'", 'queued_at desc, id desc', 'jobs_newest'],
  ['notifications', "user_id = 'a'", 'created_at desc', 'notifications_newest'],
  ['webhook_deliveries', "webhook_id = 'a'", 'created_at desc, id desc', 'webhook_deliveries_newest'],
  ['jobs', 'started_at is not null and finished_at > now()', 'finished_at desc', 'jobs_ended_lately'],
])(
  'a page of %s is read off its index, without sorting all there are',
  async (table, where, order, index) => {
    const plan = await database.sql.begin(async (tx) => {
      // Of a table this small Postgres would read all; what matters is whether it could do otherwise.
      await tx`set local enable_seqscan = off`;
      await tx`set local enable_bitmapscan = off`;
      return tx.unsafe(`explain select * from ${table} where ${where} order by ${order} limit 21`);
    });
    const lines = plan.map((row) => String(row['QUERY PLAN']));
    expect(lines.join('\n')).toContain(index);
    expect(lines.some((line) => /\bSort\b/.test(line))).toBe(false);
  },
);
