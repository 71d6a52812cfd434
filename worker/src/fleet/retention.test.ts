import { transitionJob } from '@snaprun/core/jobs';
import { createLog } from '@snaprun/core/log';
import { objectKeys } from '@snaprun/core/object-keys';
import { jobs } from '@snaprun/core/schema/jobs';
import { createTestDatabase, type TestDatabase } from '@snaprun/core/testing/database';
import { insertQueuedJob, insertReadyFile, insertUser } from '@snaprun/core/testing/factories';
import { createMemoryStorage } from '@snaprun/core/testing/memory-storage';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeExpired } from './retention.ts';

const log = createLog({}, () => undefined);
const storage = createMemoryStorage();
let database: TestDatabase;
let userId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  userId = (await insertUser(database.db)).id;
});
afterAll(() => database.drop());

/** A job with a picture and an object of its own, expired this many minutes ago. */
async function makeJob(minutesAgo: number, ended = true): Promise<string> {
  const { db } = database;
  const file = await insertReadyFile(db, { userId });
  await storage.write(file.objectKey, new Uint8Array(3), file.mediaType);
  const { id } = await insertQueuedJob(db, { userId, fileId: file.id });
  await storage.write(objectKeys.prepared(id, 1, 'input.png'), new Uint8Array(3), 'image/png');
  if (ended) await transitionJob(db, id, {}, { to: 'cancelled' });
  const expiresAt = new Date(Date.now() - minutesAgo * 60_000);
  await db.update(jobs).set({ expiresAt }).where(eq(jobs.id, id));
  return id;
}
const left = async () => (await database.db.select({ id: jobs.id }).from(jobs)).map(({ id }) => id);

describe('a job whose time is over', () => {
  test('goes with its picture and objects; one that is to be kept or has not ended stays', async () => {
    await makeJob(1);
    const stay = [await makeJob(-1), await makeJob(1, false)];
    expect(await removeExpired({ db: database.db, storage, log })).toBe(1);
    expect((await left()).sort()).toEqual([...stay].sort());
    expect(storage.objects.size).toBe(4);
    expect(await removeExpired({ db: database.db, storage, log })).toBe(0);
  });

  test('is removed once by several workers, and a removal that fails is made up for later', async () => {
    const before = (await left()).length;
    const broken = await makeJob(9);
    for (let n = 0; n < 5; n += 1) await makeJob(2);
    const list: typeof storage.list = (prefix) =>
      prefix.includes(broken) ? Promise.reject(new Error('away')) : storage.list(prefix);
    const deps = { db: database.db, storage: { ...storage, list }, log };
    const counts = await Promise.all([removeExpired(deps), removeExpired(deps)]);
    expect(counts[0] + counts[1]).toBe(5);
    expect(await left()).toContain(broken);
    expect(await removeExpired({ ...deps, storage })).toBe(1);
    expect(await left()).toHaveLength(before);
  });

  test('stays when its owner chose meanwhile to keep it longer, and when the worker is stopping', async () => {
    const [first, second, third] = [await makeJob(30), await makeJob(20), await makeJob(10)];
    const stopping = new AbortController();
    const list: typeof storage.list = async (prefix) => {
      if (prefix.includes(first)) {
        const expiresAt = new Date(Date.now() + 60_000);
        await database.db.update(jobs).set({ expiresAt }).where(eq(jobs.id, second));
      }
      return storage.list(prefix);
    };
    const deps = { db: database.db, storage: { ...storage, list }, log };
    expect(await removeExpired(deps)).toBe(2);
    expect(await left()).toContain(second);
    expect(await left()).not.toContain(third);

    const [now, later] = [await makeJob(30), await makeJob(20)];
    const stop: typeof storage.list = (prefix) => {
      stopping.abort();
      return storage.list(prefix);
    };
    expect(await removeExpired({ ...deps, storage: { ...storage, list: stop } }, stopping.signal)).toBe(1);
    expect(await left()).not.toContain(now);
    expect(await left()).toContain(later);
  });

  test('is reached behind a hundred whose removal fails', { timeout: 60_000 }, async () => {
    const broken = new Set<string>();
    for (let n = 0; n < 101; n += 1) broken.add(await makeJob(500 - n));
    const good = await makeJob(1);
    const list: typeof storage.list = (prefix) =>
      broken.has(prefix.split('/')[1] ?? '') ? Promise.reject(new Error('away')) : storage.list(prefix);
    await removeExpired({ db: database.db, storage: { ...storage, list }, log });
    expect(await left()).not.toContain(good);
    expect(await left()).toEqual(expect.arrayContaining([...broken]));
  });
});
