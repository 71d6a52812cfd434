import { insertJob } from '@snaprun/core/jobs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { expectProblem } from '../testing/problem.ts';
import { openTestApi, type Person, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
let ann: Person;
beforeAll(async () => {
  api = await openTestApi();
  ann = await api.person('ann');
});
afterAll(() => api.close());

/** Resolves once some query of this database waits for a lock. */
const someoneWaits = () =>
  vi.waitFor(async () => {
    const waiting = await api.sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    expect(waiting.length).toBeGreaterThan(0);
  }, 5000);

/** A new job on the picture whose transaction stays open until `commit`. */
async function jobUnderWay(fileId: string) {
  const open = Promise.withResolvers<void>();
  const inserted = Promise.withResolvers<void>();
  const done = api.db.transaction(async (tx) => {
    await insertJob(tx, { userId: ann.id, fileId, name: 'new', instruction: null });
    inserted.resolve();
    await open.promise;
  });
  await inserted.promise;
  return {
    commit: () => {
      open.resolve();
      return done;
    },
  };
}

/** Deletes whose storage answers only when `answer` is called: their transaction is open until then. */
function holdStorage() {
  const { list, remove } = api.storage;
  const held = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const wait = async () => {
    asked.resolve();
    await held.promise;
  };
  api.storage.list = async (prefix) => wait().then(() => list(prefix));
  api.storage.remove = async (keys) => wait().then(() => remove(keys));
  return {
    asked: asked.promise,
    answer: () => {
      Object.assign(api.storage, { list, remove });
      held.resolve();
    },
  };
}

describe('a picture that a new job is just being made with', () => {
  test('stays when an older job of it is deleted', async () => {
    const job = await ann.startJob();
    const made = await jobUnderWay(job.fileId);
    const deletion = ann.delete(`/v1/jobs/${job.id}`);
    await someoneWaits();
    await made.commit();
    expect(await (await deletion).json()).toMatchObject({ deleted: { jobs: 1, files: 0 } });
    expect((await ann.get(`/v1/files/${job.fileId}`)).status).toBe(200);
  });

  test('is not deleted itself', async () => {
    const { id, fileId } = await ann.startJob();
    await ann.delete(`/v1/jobs/${id}`);
    const again = await ann.startJob();
    const made = await jobUnderWay(again.fileId);
    const deletion = ann.delete(`/v1/files/${again.fileId}`);
    await made.commit();
    await expectProblem(await deletion, 409, 'conflict');
    expect(fileId).not.toBe(again.fileId);
  });
});

test('a job on a picture that is just being deleted is told that the picture is gone', async () => {
  const job = await ann.startJob();
  const storage = holdStorage();
  const deletion = ann.delete(`/v1/jobs/${job.id}`);
  await storage.asked;
  const creation = ann.post('/v1/jobs', { fileId: job.fileId });
  await someoneWaits();
  storage.answer();
  expect((await deletion).status).toBe(200);
  await expectProblem(await creation, 404, 'not_found');
});

test('of two deletions of one picture one finds it gone', async () => {
  const { id, fileId } = await ann.startJob();
  const spare = await jobUnderWay(fileId);
  await spare.commit();
  await ann.delete(`/v1/jobs/${id}`);
  const [last] = ((await (await ann.get('/v1/jobs?limit=1')).json()) as { jobs: { id: string }[] }).jobs;
  const storage = holdStorage();
  const deletion = ann.delete(`/v1/jobs/${last?.id}`);
  await storage.asked;
  const second = ann.delete(`/v1/files/${fileId}`);
  await someoneWaits();
  storage.answer();
  expect((await deletion).status).toBe(200);
  await expectProblem(await second, 404, 'not_found');
});
