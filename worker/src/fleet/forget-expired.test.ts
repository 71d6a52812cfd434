import { idempotencyKeys } from '@snaprun/core/schema/account';
import { deletedUsers } from '@snaprun/core/schema/users';
import { createTestDatabase } from '@snaprun/core/testing/database';
import { insertUser } from '@snaprun/core/testing/factories';
import { expect, test } from 'vitest';
import { forgetExpired } from './forget-expired.ts';

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);

test('a key is forgotten after a day and a deleted account after a week, or three months when it was limited, and neither before', async () => {
  const database = await createTestDatabase();
  const { db } = database;
  const { id: userId } = await insertUser(db);
  for (const [key, hours] of [
    ['old', 24.1],
    ['young', 23.9],
  ] as const)
    await db.insert(idempotencyKeys).values({ userId, key, requestSha256: '', createdAt: hoursAgo(hours) });
  for (const [sha256, days] of [
    ['old', 7.1],
    ['young', 6.9],
  ] as const)
    await db.insert(deletedUsers).values({ sha256, deletedAt: hoursAgo(24 * days) });

  const limited = {
    ...{ activeJobs: 0, jobsPerDay: null, storedBytes: null, requestsPerMinute: null },
    changedBy: 'a',
  };
  for (const [sha256, days] of [
    ['limited, old', 90.1],
    ['limited', 89.9],
  ] as const)
    await db
      .insert(deletedUsers)
      .values({ sha256, deletedAt: hoursAgo(24 * days), kept: { quotas: limited, used: null } });

  expect(await forgetExpired(db)).toEqual({ keys: 1, accounts: 2 });
  expect(await db.select({ key: idempotencyKeys.key }).from(idempotencyKeys)).toEqual([{ key: 'young' }]);
  const left = await db.select({ sha256: deletedUsers.sha256 }).from(deletedUsers);
  expect(left.map(({ sha256 }) => sha256).sort()).toEqual(['limited', 'young']);
  expect(await forgetExpired(db)).toEqual({ keys: 0, accounts: 0 });
  await database.drop();
});
