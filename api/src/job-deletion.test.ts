import { bundleKey } from '@snaprun/core/bundle';
import { newId } from '@snaprun/core/ids';
import { transitionJob } from '@snaprun/core/jobs';
import { addNotification } from '@snaprun/core/notifications';
import { objectKeys } from '@snaprun/core/object-keys';
import { webhooks } from '@snaprun/core/schema/account';
import { attempts } from '@snaprun/core/schema/attempts';
import { files } from '@snaprun/core/schema/files';
import { jobEvents } from '@snaprun/core/schema/job-events';
import { jobs } from '@snaprun/core/schema/jobs';
import { addDelivery } from '@snaprun/core/webhooks';
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

/** A job that has ended with one of everything that can hang on a job. */
async function jobWithEverything() {
  const bytes = uniquePng();
  const upload = await ann.upload(bytes);
  const asked = await ann.post('/v1/jobs', { fileId: upload.id }, { 'idempotency-key': 'with-everything' });
  const job = (await asked.json()) as { id: string; fileId: string };
  await claim(api.db, job.id);
  const { attemptId } = await produce(api.db, api.storage, ann.id, job.id);
  const ended = await finish(api.db, job.id, attemptId);
  const thumbnailKey = objectKeys.thumbnail(job.fileId);
  await api.storage.write(thumbnailKey, new Uint8Array([1]), 'image/webp');
  await api.db.update(files).set({ thumbnailKey }).where(eq(files.id, job.fileId));
  await api.storage.write(await bundleKey(api.db, ended), new Uint8Array([1]), 'application/zip');
  const webhookId = newId('webhook');
  await api.db.insert(webhooks).values({
    ...{ id: webhookId, userId: ann.id, url: 'https://hooks.example.test/', secret: 's' },
    ...{ events: ['job.succeeded'] },
  });
  await addDelivery(
    api.db,
    { id: webhookId, userId: ann.id },
    { type: 'job.succeeded', jobId: job.id, data: {} },
  );
  for (const _ of [1, 2]) expect((await ann.post(`/v1/jobs/${job.id}/shares`, {})).status).toBe(201);
  await ann.post(`/v1/jobs/${job.id}/feedback`, { verdict: 'right' });
  await addNotification(api.db, { userId: ann.id, jobId: job.id, kind: 'job.succeeded', message: 'Done.' });
  await api.sql`insert into langgraph.checkpoints (thread_id, checkpoint_ns, checkpoint_id, checkpoint)
    values (${job.id}, '', '1', '{}')`;
  await api.sql`insert into langgraph.checkpoint_blobs (thread_id, channel, version, type)
    values (${job.id}, 'state', '1', 'json')`;
  await api.sql`insert into langgraph.checkpoint_writes (thread_id, checkpoint_id, task_id, idx, channel, blob)
    values (${job.id}, '1', '1', 0, 'state', '')`;
  return job;
}

/**
 * Rows of every table that has a column for a job or a thread, and all else that tells of the job. What tells of a
 * sandbox (`boxes`) is its worker's to remove, with the sandbox.
 */
async function countsOf(jobId: string, fileId: string): Promise<Record<string, number>> {
  const tables = await api.sql<{ schema: string; name: string; key: string }[]>`
    select table_schema as schema, table_name as name, column_name as key from information_schema.columns
    where (table_schema = 'public' and column_name = 'job_id' and table_name <> 'boxes')
      or (table_schema = 'langgraph' and column_name = 'thread_id')`;
  const all = [...tables, { schema: 'public', name: 'jobs', key: 'id' }];
  const counts: Record<string, number> = {};
  for (const { schema, name, key } of all) {
    const [row] = await api.sql<{ n: number }[]>`
      select count(*)::int as n from ${api.sql(`${schema}.${name}`)} where ${api.sql(key)} = ${jobId}`;
    counts[name] = row?.n ?? 0;
  }
  counts.picture = (await api.db.select().from(files).where(eq(files.id, fileId))).length;
  const [kept] = await api.sql<{ n: number }[]>`
    select count(*)::int as n from idempotency_keys where body->>'id' = ${jobId}`;
  counts.answers = kept?.n ?? 0;
  counts.objects = [...api.storage.objects.keys()].filter(
    (key) => key.includes(jobId) || key.includes(fileId),
  ).length;
  return counts;
}

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
      deleted: {
        ...{ jobs: 1, files: 3, attempts: 1, events: 3, checkpoints: 1, objects: 5 },
        ...{ notifications: 0, feedback: 0, shares: 0, deliveries: 0 },
      },
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

  test('of a job with everything leaves nothing in any table or in the storage', async () => {
    const { id, fileId } = await jobWithEverything();
    const before = await countsOf(id, fileId);
    expect(before).toEqual({
      ...{ attempts: 1, feedback: 1, files: 2, job_events: 3, notifications: 1, shares: 2, jobs: 1 },
      ...{
        checkpoint_blobs: 1,
        checkpoint_writes: 1,
        checkpoints: 1,
        webhook_deliveries: 1,
        picture: 1,
        answers: 1,
        objects: 6,
      },
    });
    const { deleted } = await remove(id);
    expect(deleted).toEqual({
      ...{ jobs: 1, files: 3, attempts: 1, events: 3, checkpoints: 3, objects: 6 },
      ...{ notifications: 1, feedback: 1, shares: 2, deliveries: 1 },
    });
    const after = await countsOf(id, fileId);
    expect(after).toEqual(Object.fromEntries(Object.keys(before).map((what) => [what, 0])));
    const row = (what: string, n: number, left: number | undefined) =>
      `${what.padEnd(20)}${`${n}`.padStart(4)} → ${left}\n`;
    for (const [what, n] of Object.entries(before)) process.stdout.write(row(what, n, after[what]));
    process.stdout.write(`receipt ${JSON.stringify(deleted)}\n`);
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
