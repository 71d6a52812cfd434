import { bundleKey } from '@snaprun/core/bundle';
import { jobs } from '@snaprun/core/schema/jobs';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { claim, finish, produce } from '../../testing/job-life.ts';
import { expectProblem } from '../../testing/problem.ts';
import { openTestApi, type Person, type TestApi } from '../../testing/test-api.ts';
import { Bundle } from '../shapes/bundle.ts';

let api: TestApi;
let ann: Person;
beforeAll(async () => {
  api = await openTestApi();
  ann = await api.person('ann');
});
afterAll(() => api.close());

const asJson = { accept: 'application/json' };
const zip = new Uint8Array([0x50, 0x4b, 5, 6]);

async function endedJob(name = 'Umsätze/2024.png') {
  const job = await ann.startJob({ name });
  await claim(api.db, job.id);
  const { attemptId } = await produce(api.db, api.storage, ann.id, job.id);
  await finish(api.db, job.id, attemptId);
  return job;
}

async function keyOf(jobId: string): Promise<string> {
  const [job] = await api.db.select().from(jobs).where(eq(jobs.id, jobId));
  if (job === undefined) throw new Error('The job is gone.');
  return bundleKey(api.db, job);
}

const waitingTasks = (jobId: string) =>
  api.sql`select key, queue_name from graphile_worker.jobs where key = ${`build-bundle:${jobId}`}`;

test('a job that has not ended has no bundle yet', async () => {
  const job = await ann.startJob();
  const problem = await expectProblem(await ann.get(`/v1/jobs/${job.id}/bundle`), 409, 'conflict');
  expect(problem.detail).toContain('still queued');
  expect(await waitingTasks(job.id)).toEqual([]);
});

test('while a worker builds it the answer is 202 with the time to come back, and it is asked for once', async () => {
  const job = await endedJob();
  for (const _ of [1, 2]) {
    const response = await ann.get(`/v1/jobs/${job.id}/bundle`);
    expect(response.status).toBe(202);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(await response.json()).toMatchObject({ message: expect.stringContaining('being built') });
  }
  expect(await waitingTasks(job.id)).toMatchObject([
    { queue_name: expect.stringMatching(/^bundles-[0-9a-f]{3}$/) },
  ]);
});

test('what is built while a request waits is answered at once', async () => {
  const patient = await openTestApi({ timing: { heartbeatMs: 50, cancelWaitMs: 300, bundleWaitMs: 20_000 } });
  const bob = await patient.person('bob');
  const job = await bob.startJob();
  await claim(patient.db, job.id);
  const { attemptId } = await produce(patient.db, patient.storage, bob.id, job.id);
  const ended = await finish(patient.db, job.id, attemptId);
  const asked = bob.get(`/v1/jobs/${job.id}/bundle`, asJson);
  await expect
    .poll(() => patient.sql`select 1 from graphile_worker.jobs where key = ${`build-bundle:${job.id}`}`)
    .toHaveLength(1);
  await patient.storage.write(await bundleKey(patient.db, ended), zip, 'application/zip');
  expect((await asked).status).toBe(200);
  await patient.close();
});

test('a bundle that is there is a 303 to a link, or the link as JSON, under a name that is safe', async () => {
  const job = await endedJob();
  await api.storage.write(await keyOf(job.id), zip, 'application/zip');
  const redirect = await ann.get(`/v1/jobs/${job.id}/bundle`);
  expect(redirect.status).toBe(303);
  expect(redirect.headers.get('vary')).toContain('accept');
  const link = new URL(redirect.headers.get('location') ?? '');
  expect(Object.fromEntries(link.searchParams)).toEqual({
    name: '2024.zip',
    mediaType: 'application/zip',
    disposition: 'attachment',
  });
  const bundle = Bundle.parse(await (await ann.get(`/v1/jobs/${job.id}/bundle`, asJson)).json());
  expect(bundle).toMatchObject({ url: link.href, bytes: 4 });
  const livesMs = Date.parse(bundle.expiresAt) - Date.now();
  expect(livesMs).toBeGreaterThan(890_000);
  expect(livesMs).toBeLessThanOrEqual(900_000);
  expect(await waitingTasks(job.id)).toEqual([]);
});

test('a job that was renamed, and one whose bundle is gone from the storage, get a new one', async () => {
  const job = await endedJob();
  const first = await keyOf(job.id);
  await api.storage.write(first, zip, 'application/zip');
  await ann.patch(`/v1/jobs/${job.id}`, { name: 'another' });
  expect(await keyOf(job.id)).not.toBe(first);
  expect((await ann.get(`/v1/jobs/${job.id}/bundle`)).status).toBe(202);
  await api.storage.write(await keyOf(job.id), zip, 'application/zip');
  expect((await ann.get(`/v1/jobs/${job.id}/bundle`)).status).toBe(303);
  await api.storage.remove([await keyOf(job.id)]);
  expect((await ann.get(`/v1/jobs/${job.id}/bundle`)).status).toBe(202);
});

test('a job that is deleted while its bundle is waited for is not found any more', async () => {
  const patient = await openTestApi({ timing: { heartbeatMs: 50, cancelWaitMs: 300, bundleWaitMs: 20_000 } });
  const bob = await patient.person('bob');
  const job = await bob.startJob();
  await claim(patient.db, job.id);
  await finish(patient.db, job.id);
  const asked = bob.get(`/v1/jobs/${job.id}/bundle`);
  await expect
    .poll(() => patient.sql`select 1 from graphile_worker.jobs where key = ${`build-bundle:${job.id}`}`)
    .toHaveLength(1);
  expect((await bob.delete(`/v1/jobs/${job.id}`)).status).toBe(200);
  await expectProblem(await asked, 404, 'not_found');
  await patient.close();
});
