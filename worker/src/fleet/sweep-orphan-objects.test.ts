import { transitionJob } from '@snaprun/core/jobs';
import { createLog } from '@snaprun/core/log';
import { objectKeys } from '@snaprun/core/object-keys';
import { files } from '@snaprun/core/schema/files';
import { fleetLoad } from '@snaprun/core/schema/fleet';
import { createTestDatabase, type TestDatabase } from '@snaprun/core/testing/database';
import { insertQueuedJob, insertReadyFile, insertUser } from '@snaprun/core/testing/factories';
import { createMemoryStorage } from '@snaprun/core/testing/memory-storage';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sweepCheckpoints } from './sweep-checkpoints.ts';
import { sweepOrphanObjects } from './sweep-orphan-objects.ts';

const lines: string[] = [];
const log = createLog({}, (line) => lines.push(line));
let database: TestDatabase;
let userId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  userId = (await insertUser(database.db)).id;
});
afterAll(() => database.drop());

/** A job with its picture; `ended` says whether it is still at work. */
async function makeJob(ended: boolean) {
  const file = await insertReadyFile(database.db, { userId });
  const job = await insertQueuedJob(database.db, { userId, fileId: file.id });
  if (ended) await transitionJob(database.db, job.id, {}, { to: 'cancelled' });
  return { file, job };
}

describe('objects held against rows', () => {
  test('those that nothing knows go once they are old, all others stay, on however many pages', async () => {
    const storage = createMemoryStorage();
    const old = new Date(Date.now() - 2 * 3_600_000);
    const put = (key: string, modifiedAt = old) =>
      storage.objects.set(key, { bytes: new Uint8Array(1), mediaType: 'image/png', modifiedAt });
    const { file, job } = await makeJob(true);
    const { job: atWork } = await makeJob(false);
    const stays = [
      file.objectKey,
      objectKeys.thumbnail(file.id),
      objectKeys.prepared(atWork.id, 1, 'input.png'),
      `jobs/${job.id}/bundle.zip`,
      'elsewhere/thing',
    ];
    const young = objectKeys.input('fil_young');
    const goes = [
      objectKeys.input('fil_gone'),
      objectKeys.thumbnail('fil_gone'),
      objectKeys.artifact(job.id, 1, 'fil_lost'),
      objectKeys.prepared('job_gone', 1, 'vision.png'),
      'jobs/job_gone/bundle.zip',
      ...Array.from({ length: 1_200 }, (_, n) => objectKeys.input(`fil_many${n}`)),
    ];
    for (const key of [...stays, ...goes]) put(key);
    put(young, new Date());
    expect(await sweepOrphanObjects(database.db, storage, log)).toBe(goes.length);
    expect([...storage.objects.keys()].sort()).toEqual([...stays, young].sort());
    expect(await sweepOrphanObjects(database.db, storage, log)).toBe(0);
  });

  test('files without their objects are told of, and stay', async () => {
    const lost = await insertReadyFile(database.db, {
      userId,
      createdAt: new Date(Date.now() - 2 * 3_600_000),
    });
    lines.length = 0;
    await sweepOrphanObjects(database.db, createMemoryStorage(), log);
    expect(lines.join('')).toContain(lost.id);
    expect(await database.db.select().from(files).where(sql`id = ${lost.id}`)).toHaveLength(1);
  });

  test('without the storage nothing is passed over', async () => {
    const storage = createMemoryStorage();
    const broken = { ...storage, remove: () => Promise.reject(new Error('away')) };
    const old = new Date(Date.now() - 2 * 3_600_000);
    storage.objects.set('inputs/fil_gone', {
      bytes: new Uint8Array(1),
      mediaType: 'image/png',
      modifiedAt: old,
    });
    await expect(sweepOrphanObjects(database.db, broken, log)).rejects.toThrow('away');
    expect(await sweepOrphanObjects(database.db, storage, log)).toBe(1);
  });
});

test('checkpoints of jobs that ended a while ago or are gone go, others stay', async () => {
  const [ended, justEnded, atWork] = [await makeJob(true), await makeJob(true), await makeJob(false)];
  await database.sql`update jobs set finished_at = now() - interval '2 minutes' where id = ${ended.job.id}`;
  for (const thread of [ended.job.id, justEnded.job.id, atWork.job.id, 'job_gone'])
    await database.sql`insert into langgraph.checkpoints (thread_id, checkpoint_id, checkpoint) values (${thread}, 'c', '{}')`;
  expect(await sweepCheckpoints(database.db)).toBe(2);
  const left = await database.sql<{ thread_id: string }[]>`select thread_id from langgraph.checkpoints`;
  expect(left.map(({ thread_id }) => thread_id).toSorted()).toEqual(
    [justEnded.job.id, atWork.job.id].toSorted(),
  );
  expect(await sweepCheckpoints(database.db)).toBe(0);
});

test('an autoscaler sees how much there is to do, running jobs included, and the slots of the living', async () => {
  await database.sql`delete from jobs`;
  const [waiting, running] = [await makeJob(false), await makeJob(false)];
  await transitionJob(database.db, running.job.id, {}, { to: 'running', workerId: 'wrk_a' });
  await database.sql`update jobs set queued_at = now() - interval '40 seconds' where id = ${waiting.job.id}`;
  await database.sql`insert into workers (id, host, slots, drivers, heartbeat_at)
    values ('wrk_a', 'h', 3, '{}', now()), ('wrk_dead', 'h', 9, '{}', now() - interval '1 minute')`;
  expect(await database.db.select().from(fleetLoad)).toEqual([
    { queued: 1, running: 1, depth: 2, slots: 3, oldestWaitingSeconds: 40 },
  ]);
});
