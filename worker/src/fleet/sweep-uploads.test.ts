import { files } from '@snaprun/core/schema/files';
import { createTestDatabase } from '@snaprun/core/testing/database';
import { insertQueuedJob, insertReadyFile, insertUser } from '@snaprun/core/testing/factories';
import { createMemoryStorage } from '@snaprun/core/testing/memory-storage';
import { expect, test } from 'vitest';
import { sweepUploads } from './sweep-uploads.ts';

test('an upload that nothing came of goes after a day, with its object; what is ready, young or used stays', async () => {
  const database = await createTestDatabase();
  const { db } = database;
  const storage = createMemoryStorage();
  const { id: userId } = await insertUser(db);
  const add = async (state: 'pending' | 'ready' | 'rejected', hours: number) => {
    const createdAt = new Date(Date.now() - hours * 3_600_000);
    const file = await insertReadyFile(db, { userId, state, createdAt });
    await storage.write(file.objectKey, new Uint8Array(3), file.mediaType);
    return file.id;
  };
  for (const state of ['pending', 'rejected'] as const) await add(state, 24.1);
  const used = await add('pending', 48);
  await insertQueuedJob(db, { userId, fileId: used });
  const stay = [used, await add('pending', 23.9), await add('ready', 1000)];

  expect(await sweepUploads(db, storage)).toBe(2);
  const left = await db.select({ id: files.id }).from(files);
  expect(left.map(({ id }) => id).sort()).toEqual([...stay].sort());
  expect([...storage.objects.keys()].sort()).toEqual(stay.map((id) => `inputs/${id}`).sort());
  expect(await sweepUploads(db, storage)).toBe(0);
  await database.drop();
});

test('without the storage nothing is forgotten', async () => {
  const database = await createTestDatabase();
  const { db } = database;
  const { id: userId } = await insertUser(db);
  await insertReadyFile(db, { userId, state: 'pending', createdAt: new Date(0) });
  const storage = { ...createMemoryStorage(), remove: () => Promise.reject(new Error('away')) };
  await expect(sweepUploads(db, storage)).rejects.toThrow('away');
  expect(await db.select().from(files)).toHaveLength(1);
  await database.drop();
});
