import { files } from '@snaprun/core/schema/files';
import { jobs } from '@snaprun/core/schema/jobs';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { claim, finish, produce } from '../../testing/job-life.ts';
import { expectProblem } from '../../testing/problem.ts';
import { openTestApi, type Person, type TestApi } from '../../testing/test-api.ts';
import { Job, JobList } from '../shapes/job.ts';
import { Results } from '../shapes/results.ts';

let api: TestApi;
let ann: Person;
beforeAll(async () => {
  api = await openTestApi();
  ann = await api.person('ann');
});
afterAll(() => api.close());

const read = async (path: string) => Job.parse(await (await ann.get(path)).json());

describe('GET /v1/jobs', () => {
  const page = async (person: Person, query: string) =>
    JobList.parse(await (await person.get(`/v1/jobs?${query}`)).json());

  test('pages through all jobs, newest first, each once, also when they were made in the same microsecond', async () => {
    const cem = await api.person('cem');
    const made: string[] = [];
    for (let i = 0; i < 5; i += 1) made.push((await cem.startJob({ name: `job ${i}` })).id);
    await api.db
      .update(jobs)
      .set({ queuedAt: sql`'2026-01-01T00:00:00.123456Z'::timestamptz` })
      .where(eq(jobs.userId, cem.id));
    const seen: string[] = [];
    let cursor = '';
    do {
      const { jobs: some, nextCursor } = await page(cem, `limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...some.map(({ id }) => id));
      cursor = nextCursor ?? '';
    } while (cursor);
    expect(seen).toEqual([...made].sort().reverse());
  });

  test('finds by status, words in name or instruction, and parent', async () => {
    const dee = await api.person('dee');
    const parent = await dee.startJob({ name: '100% Sales_2024' });
    const child = await dee.startJob({ name: 'other', instruction: 'In FRENCH please' });
    await api.db.update(jobs).set({ parentId: parent.id }).where(eq(jobs.id, child.id));
    await dee.post(`/v1/jobs/${parent.id}/cancel`);
    const ids = async (query: string) => (await page(dee, query)).jobs.map(({ id }) => id);
    expect(await ids('status=queued')).toEqual([child.id]);
    expect(await ids('status=cancelled')).toEqual([parent.id]);
    expect(await ids('q=french')).toEqual([child.id]);
    expect(await ids(`q=${encodeURIComponent('0% sales_')}`)).toEqual([parent.id]);
    expect(await ids('q=_')).toEqual([parent.id]);
    expect(await ids(`q=${encodeURIComponent('\\')}`)).toEqual([]);
    expect(await ids(`parentId=${parent.id}`)).toEqual([child.id]);
  });

  test('refuses a cursor that it did not give out', async () => {
    for (const cursor of ['x', Buffer.from("2026-13-01T00:00:00.000000Z job_1' or 1").toString('base64url')])
      await expectProblem(await ann.get(`/v1/jobs?cursor=${cursor}`), 422, 'unprocessable');
    const impossible = Buffer.from(`2026-19-39T29:00:00.000000Z job_${'2'.repeat(20)}`).toString('base64url');
    await expectProblem(await ann.get(`/v1/jobs?cursor=${impossible}`), 422, 'unprocessable');
    const february = Buffer.from(`2026-02-31T00:00:00.000000Z job_${'2'.repeat(20)}`).toString('base64url');
    await expectProblem(await ann.get(`/v1/jobs?cursor=${february}`), 422, 'unprocessable');
  });
});

describe('GET /v1/jobs/{id}', () => {
  test('says where a queued job stands, and guesses when it starts once jobs have finished', async () => {
    const done = await ann.startJob();
    await claim(api.db, done.id);
    await finish(api.db, done.id);
    await api.db
      .update(jobs)
      .set({ startedAt: sql`${jobs.finishedAt} - interval '4 seconds'` })
      .where(eq(jobs.id, done.id));
    const [first, second] = [await ann.startJob(), await ann.startJob()];
    const [a, b] = [await read(`/v1/jobs/${first.id}`), await read(`/v1/jobs/${second.id}`)];
    expect(b.queue?.position).toBeGreaterThan(a.queue?.position ?? 0);
    expect(b.queue?.etaMs).toBe(4000 * (b.queue?.position ?? 0));
    expect((await read(`/v1/jobs/${done.id}`)).queue).toBeNull();
  });

  test('is a 304 until the job changes', async () => {
    const job = await ann.startJob();
    await claim(api.db, job.id);
    const first = await ann.get(`/v1/jobs/${job.id}`);
    const tag = first.headers.get('etag') ?? '';
    const again = await ann.get(`/v1/jobs/${job.id}`, { 'if-none-match': tag });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
    await api.db.update(jobs).set({ stage: 'look' }).where(eq(jobs.id, job.id));
    expect((await ann.get(`/v1/jobs/${job.id}`, { 'if-none-match': tag })).status).toBe(200);
  });

  test('shows the thumbnail once there is one', async () => {
    const job = await ann.startJob();
    expect(job.thumbnailUrl).toBeNull();
    const thumbnailKey = `thumbnails/${job.fileId}.webp`;
    await api.db.update(files).set({ thumbnailKey }).where(eq(files.id, job.fileId));
    expect((await read(`/v1/jobs/${job.id}`)).thumbnailUrl).toContain(thumbnailKey);
  });

  test('Prefer: wait answers when the job ends, and not before', async () => {
    const job = await ann.startJob();
    await claim(api.db, job.id);
    let answered = false;
    const waiting = Promise.resolve(ann.get(`/v1/jobs/${job.id}`, { prefer: 'wait=20' })).then((response) => {
      answered = true;
      return response;
    });
    await api.db.execute(sql`select pg_notify('snaprun_job_events', ${`${ann.id} ${job.id} 9`}::text)`);
    await read(`/v1/jobs/${job.id}`);
    expect(answered).toBe(false);
    await finish(api.db, job.id);
    const response = await waiting;
    expect(response.headers.get('preference-applied')).toBe('wait=20');
    expect(Job.parse(await response.json())).toMatchObject({ status: 'succeeded', outcome: 'reproduced' });
  });

  test('Prefer: wait answers as it is when the time is over', async () => {
    const job = await ann.startJob();
    const response = await ann.get(`/v1/jobs/${job.id}`, { prefer: 'wait=1' });
    expect(Job.parse(await response.json()).status).toBe('queued');
  });
});

describe('a change', () => {
  test('renames, trimmed; an empty name is refused', async () => {
    const job = await ann.startJob();
    const response = await ann.patch(`/v1/jobs/${job.id}`, { name: ' Ümsätze 2024 ' });
    expect(Job.parse(await response.json()).name).toBe('Ümsätze 2024');
    for (const name of ['   ', 'x'.repeat(201), '\u200b \u2066\u0007'])
      await expectProblem(await ann.patch(`/v1/jobs/${job.id}`, { name }), 422, 'unprocessable');
  });

  test('keeps a name on one line, without control and direction characters', async () => {
    const job = await ann.startJob();
    const response = await ann.patch(`/v1/jobs/${job.id}`, { name: '\u202eSales\n\u001b[31m 2024 👩‍🔬' });
    expect(Job.parse(await response.json()).name).toBe('Sales[31m 2024 👩‍🔬');
  });

  test('cancels a queued job at once and asks the worker of a running one', async () => {
    const [queued, running] = [await ann.startJob(), await ann.startJob()];
    await claim(api.db, running.id);
    expect(Job.parse(await (await ann.post(`/v1/jobs/${queued.id}/cancel`)).json()).status).toBe('cancelled');
    expect(Job.parse(await (await ann.post(`/v1/jobs/${running.id}/cancel`)).json()).status).toBe('running');
    const [row] = await api.db.select().from(jobs).where(eq(jobs.id, running.id));
    expect(row?.cancelRequestedAt).toBeInstanceOf(Date);
  });

  test('cancelling a finished job is a conflict', async () => {
    const job = await ann.startJob();
    await claim(api.db, job.id);
    await finish(api.db, job.id);
    const { detail } = await expectProblem(await ann.post(`/v1/jobs/${job.id}/cancel`), 409, 'conflict');
    expect(detail).toBe(`Job ${job.id} has already finished.`);
  });
});

test('results hold attempts with findings and execution, artifacts with links, and fidelity', async () => {
  const job = await ann.startJob();
  await claim(api.db, job.id);
  const { attemptId } = await produce(api.db, api.storage, ann.id, job.id);
  await finish(api.db, job.id, attemptId);
  const results = Results.parse(await (await ann.get(`/v1/jobs/${job.id}/results`)).json());
  expect(results.job).toMatchObject({ id: job.id, status: 'succeeded', summary: 'All bars agree.' });
  expect(results.attemptId).toBe(attemptId);
  expect(results.attempts).toHaveLength(1);
  expect(results.attempts[0]).toMatchObject({
    id: attemptId,
    n: 1,
    code: 'print(1)',
    critic: { blocked: false },
  });
  expect(results.attempts[0]?.execution).toMatchObject({ status: 'ok', driver: 'bubblewrap' });
  expect(results.artifacts.map(({ name }) => name).sort()).toEqual(['data.csv', 'figure.png']);
  for (const { name, url } of results.artifacts)
    expect(new URL(url).searchParams.get('disposition')).toBe(
      name === 'figure.png' ? 'inline' : 'attachment',
    );
  expect(results.fidelity).toMatchObject({ verdict: 'reproduced', score: 1 });
});
