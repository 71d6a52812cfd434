import { transitionJob } from '@snaprun/core/jobs';
import { attempts } from '@snaprun/core/schema/attempts';
import { files } from '@snaprun/core/schema/files';
import { jobEvents } from '@snaprun/core/schema/job-events';
import { jobs } from '@snaprun/core/schema/jobs';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { claim, finish, produce } from '../testing/job-life.ts';
import { expectProblem } from '../testing/problem.ts';
import { openTestApi, type Person, type TestApi, uniquePng } from '../testing/test-api.ts';
import { JobDeletion } from './shapes/job.ts';

let api: TestApi;
let ann: Person;
beforeAll(async () => {
  api = await openTestApi();
  ann = await api.person('ann');
});
afterAll(() => api.close());

const remove = async (jobId: string) =>
  JobDeletion.parse(await (await ann.delete(`/v1/jobs/${jobId}`)).json());

describe('DELETE /v1/jobs/{id}', () => {
  test('leaves no row, checkpoint or object, and says what went', async () => {
    const job = await ann.startJob();
    await claim(api.db, job.id);
    await produce(api.db, api.storage, ann.id, job.id);
    await finish(api.db, job.id);
    const thumbnailKey = `thumbnails/${job.fileId}.webp`;
    await api.storage.write(thumbnailKey, new Uint8Array([1]), 'image/webp');
    await api.db.update(files).set({ thumbnailKey }).where(eq(files.id, job.fileId));
    await api.sql`insert into langgraph.checkpoints (thread_id, checkpoint_ns, checkpoint_id, checkpoint)
      values (${job.id}, '', '1', '{}'), ('another', '', '1', '{}')`;

    expect(await remove(job.id)).toEqual({
      deleted: { jobs: 1, files: 3, attempts: 1, events: 3, checkpoints: 1, objects: 5 },
    });
    expect([...api.storage.objects.keys()]).toEqual([]);
    for (const [table, column] of [
      [jobs, jobs.id],
      [attempts, attempts.jobId],
      [jobEvents, jobEvents.jobId],
      [files, files.jobId],
    ] as const)
      expect(await api.db.select().from(table).where(eq(column, job.id))).toEqual([]);
    expect(await api.db.select().from(files).where(eq(files.id, job.fileId))).toEqual([]);
    expect(await api.sql`select thread_id from langgraph.checkpoints`).toMatchObject([
      { thread_id: 'another' },
    ]);
    await expectProblem(await ann.get(`/v1/jobs/${job.id}`), 404, 'not_found');
    await expectProblem(await ann.delete(`/v1/jobs/${job.id}`), 404, 'not_found');
  });

  test('takes turns with a worker that deletes the same checkpoints', async () => {
    const job = await ann.startJob();
    await claim(api.db, job.id);
    await finish(api.db, job.id);
    await api.sql`insert into langgraph.checkpoint_blobs (thread_id, channel, version, type)
      values (${job.id}, 'state', '1', 'json')`;
    await api.sql`insert into langgraph.checkpoint_writes (thread_id, checkpoint_id, task_id, idx, channel, blob)
      values (${job.id}, '1', '1', 0, 'state', '')`;
    const deletion = await api.sql.begin(async (worker) => {
      await worker`delete from langgraph.checkpoint_blobs where thread_id = ${job.id}`;
      const waiting = ann.delete(`/v1/jobs/${job.id}`);
      await vi.waitFor(async () => {
        const [blocked] = await api.sql`select count(*)::int as n from pg_locks where not granted`;
        expect(blocked?.n).toBeGreaterThan(0);
      });
      await worker`delete from langgraph.checkpoint_writes where thread_id = ${job.id}`;
      return { waiting };
    });
    expect((await deletion.waiting).status).toBe(200);
  });

  test('keeps a picture that another job uses', async () => {
    const bytes = uniquePng();
    const [one, two] = [await ann.startJob({}, bytes), await ann.startJob({}, bytes)];
    expect(two.fileId).toBe(one.fileId);
    expect((await remove(one.id)).deleted).toMatchObject({ files: 0, objects: 0 });
    expect((await ann.get(`/v1/files/${two.fileId}`)).status).toBe(200);
    expect((await remove(two.id)).deleted).toMatchObject({ files: 1, objects: 1 });
  });

  test('cancels a running job and waits until its worker has let go', async () => {
    const job = await ann.startJob();
    const { epoch } = await claim(api.db, job.id);
    const deletion = remove(job.id);
    await vi.waitFor(async () => {
      const [row] = await api.db.select().from(jobs).where(eq(jobs.id, job.id));
      expect(row?.cancelRequestedAt).toBeInstanceOf(Date);
    });
    await api.storage.write(`jobs/${job.id}/e1/artifacts/late`, new Uint8Array([1]), 'text/csv');
    await transitionJob(api.db, job.id, { epoch }, { to: 'cancelled' });
    expect((await deletion).deleted).toMatchObject({ jobs: 1, objects: 2 });
  });

  test('takes a running job from a worker that does not answer', async () => {
    const job = await ann.startJob();
    await claim(api.db, job.id);
    expect((await remove(job.id)).deleted.jobs).toBe(1);
    expect(await api.db.select().from(jobs).where(eq(jobs.id, job.id))).toEqual([]);
  });

  test('leaves the job when the storage does not answer', async () => {
    const job = await ann.startJob();
    const { list } = api.storage;
    api.storage.list = () => Promise.reject(Object.assign(new Error('ECONNREFUSED'), { $metadata: {} }));
    try {
      await expectProblem(await ann.delete(`/v1/jobs/${job.id}`), 503, 'unavailable');
    } finally {
      api.storage.list = list;
    }
    expect((await remove(job.id)).deleted.jobs).toBe(1);
  });
});
