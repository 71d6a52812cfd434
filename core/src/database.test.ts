import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { openDatabase } from './database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('a statement that takes too long is given up by the server, and the connection goes on', async () => {
  const { db, close } = openDatabase(database.url, { maxConnections: 1, statementTimeoutMs: 50 });
  const slow = db.execute(sql`select pg_sleep(30)`);
  await expect(slow).rejects.toMatchObject({ cause: { code: '57014' } });
  expect(await db.execute(sql`select 1 as one`)).toMatchObject([{ one: 1 }]);
  await close();
});

test('connections for one request read lists as others do', async () => {
  const { db, close } = openDatabase(database.url, { maxConnections: 1, oneRequest: true });
  const [row] = await db.execute<{ n: number }>(sql`select cardinality(${'{read,write}'}::text[]) as n`);
  expect(row?.n).toBe(2);
  await close();
});
