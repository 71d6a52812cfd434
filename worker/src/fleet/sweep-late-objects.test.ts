import { lookAgainAt } from '@snaprun/core/late-objects';
import { removedObjects } from '@snaprun/core/schema/files';
import { createTestDatabase } from '@snaprun/core/testing/database';
import { createMemoryStorage } from '@snaprun/core/testing/memory-storage';
import { expect, test } from 'vitest';
import { sweepLateObjects } from './sweep-late-objects.ts';

test('what arrives where objects were removed is removed once more, ten minutes later', async () => {
  const database = await createTestDatabase();
  const { db } = database;
  const storage = createMemoryStorage();
  await lookAgainAt(db, ['inputs/fil_gone', 'inputs/fil_never', 'jobs/job_gone/']);
  // Twice is once.
  await lookAgainAt(db, ['inputs/fil_gone']);
  const stays = ['inputs/fil_gone2', 'jobs/job_gone2/e1/x'];
  for (const key of ['inputs/fil_gone', 'jobs/job_gone/e1/a', 'jobs/job_gone/e1/b', ...stays])
    await storage.write(key, new Uint8Array(1), 'image/png');

  expect(await sweepLateObjects(db, storage)).toBe(0);
  await db.update(removedObjects).set({ againAt: new Date(Date.now() - 1000) });
  const away = { ...storage, remove: () => Promise.reject(new Error('away')) };
  await expect(sweepLateObjects(db, away)).rejects.toThrow('away');
  expect(await sweepLateObjects(db, storage)).toBe(3);
  expect([...storage.objects.keys()].sort()).toEqual(stays);
  expect(await db.select().from(removedObjects)).toEqual([]);
  await database.drop();
});
