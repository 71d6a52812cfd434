import { eventsAfter } from '@snaprun/core/events';
import { feedback } from '@snaprun/core/schema/account';
import { attempts } from '@snaprun/core/schema/attempts';
import { jobs } from '@snaprun/core/schema/jobs';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { claim, finish } from '../../testing/job-life.ts';
import { expectProblem } from '../../testing/problem.ts';
import { openTestApi, type Person, type TestApi } from '../../testing/test-api.ts';
import { Job, JobList } from '../shapes/job.ts';

let api: TestApi;
let ann: Person;
beforeAll(async () => {
  api = await openTestApi();
  ann = await api.person('ann');
});
afterAll(() => api.close());

async function endedJob(instruction: string | null = 'Plot it'): Promise<Job> {
  const job = await ann.startJob({ instruction });
  await claim(api.db, job.id);
  await finish(api.db, job.id);
  return job;
}
const made = async (response: Response) => {
  expect(response.status).toBe(201);
  const job = Job.parse(await response.json());
  expect(response.headers.get('location')).toBe(`/v1/jobs/${job.id}`);
  return job;
};
const row = async (id: string) => {
  const [found] = await api.db.select().from(jobs).where(eq(jobs.id, id));
  if (!found) throw new Error(`There is no job ${id}.`);
  return found;
};
const childrenOf = async (id: string) =>
  JobList.parse(await (await ann.get(`/v1/jobs?parentId=${id}`)).json()).jobs;

describe('POST /v1/jobs/{id}/retry', () => {
  test('makes a child of the same input with a new seed, or the same one when asked to keep it', async () => {
    const parent = await endedJob();
    const { fileId, name, instruction, seed } = await row(parent.id);
    const fresh = await made(await ann.post(`/v1/jobs/${parent.id}/retry`));
    expect(fresh).toMatchObject({ parentId: parent.id, relation: 'retry', status: 'queued', fileId, name });
    expect(fresh.instruction).toBe(instruction);
    expect((await row(fresh.id)).seed).not.toBe(seed);
    const same = await made(await ann.post(`/v1/jobs/${parent.id}/retry`, { seed: 'same' }));
    expect((await row(same.id)).seed).toBe(seed);
    expect((await childrenOf(parent.id)).map(({ id }) => id)).toEqual([same.id, fresh.id]);
    const tasks = await api.sql`select key from graphile_worker.jobs where key like ${`%${fresh.id}`}`;
    expect(tasks.map(({ key }) => key)).toEqual([`run-job:${fresh.id}`]);
  });

  test('of edited code runs the same code again', async () => {
    const parent = await endedJob();
    const run = await made(await ann.post(`/v1/jobs/${parent.id}/runs`, { code: 'print(7)\n' }));
    await claim(api.db, run.id);
    await finish(api.db, run.id);
    const again = await made(await ann.post(`/v1/jobs/${run.id}/retry`, {}));
    const kept = await api.db.select().from(attempts).where(eq(attempts.jobId, again.id));
    expect(kept).toMatchObject([{ n: 1, origin: 'edited', code: 'print(7)\n' }]);
  });
});

test('POST /v1/jobs/{id}/follow-ups makes a child with an instruction of its own', async () => {
  const parent = await endedJob();
  const child = await made(await ann.post(`/v1/jobs/${parent.id}/follow-ups`, { instruction: ' only Q1 ' }));
  expect(child).toMatchObject({ parentId: parent.id, relation: 'follow_up', instruction: 'only Q1' });
  const refused = await ann.post(`/v1/jobs/${parent.id}/follow-ups`, { instruction: ' \u200b ' });
  expect((await expectProblem(refused, 422, 'unprocessable')).detail).toContain('instruction');
});

test('POST /v1/jobs/{id}/runs makes a child whose first attempt is the edited code', async () => {
  const parent = await endedJob();
  const child = await made(await ann.post(`/v1/jobs/${parent.id}/runs`, { code: 'print(1)\n' }));
  expect(child).toMatchObject({ parentId: parent.id, relation: 'run', instruction: 'Plot it' });
  const kept = await api.db.select().from(attempts).where(eq(attempts.jobId, child.id));
  expect(kept).toMatchObject([{ n: 1, origin: 'edited', code: 'print(1)\n', execution: null }]);
  const events = await eventsAfter(api.db, child.id, 0);
  expect(events.map(({ seq, type }) => [seq, type])).toEqual([
    [1, 'job.queued'],
    [2, 'code.written'],
  ]);
  for (const code of [' \n', 'x'.repeat(64 * 1024 + 1), 'é'.repeat(40_000)])
    await expectProblem(await ann.post(`/v1/jobs/${parent.id}/runs`, { code }), 422, 'unprocessable');
});

const wishes = [
  ['retry', { seed: 'new' }],
  ['follow-ups', { instruction: 'as CSV' }],
  ['runs', { code: 'print(1)' }],
] as const;

describe.each(wishes)('POST /v1/jobs/{id}/%s', (path, body) => {
  test('with one key makes one child, also at the same time; another body with the key is a conflict', async () => {
    const parent = await endedJob();
    const key = { 'idempotency-key': `key-${path}` };
    const ask = () => ann.post(`/v1/jobs/${parent.id}/${path}`, body, key);
    const answers = await Promise.all([ask(), ask(), ask()]);
    const ids = await Promise.all(answers.map(async (answer) => (await made(answer)).id));
    expect(new Set(ids).size).toBe(1);
    expect(await childrenOf(parent.id)).toHaveLength(1);
    const other = { seed: 'same', instruction: 'other', code: 'other' };
    await expectProblem(await ann.post(`/v1/jobs/${parent.id}/${path}`, other, key), 409, 'conflict');
  });

  test('is a conflict while the parent has not ended', async () => {
    const { id } = await ann.startJob();
    const { detail } = await expectProblem(await ann.post(`/v1/jobs/${id}/${path}`, body), 409, 'conflict');
    expect(detail).toContain('still queued');
  });
});

describe('POST /v1/jobs/{id}/feedback', () => {
  test('keeps one verdict a job; the last word counts', async () => {
    const { id } = await endedJob();
    const first = await ann.post(`/v1/jobs/${id}/feedback`, { verdict: 'wrong', note: ' Q2 is 15 ' });
    expect(await first.json()).toEqual({ verdict: 'wrong', note: 'Q2 is 15' });
    const second = await ann.post(`/v1/jobs/${id}/feedback`, { verdict: 'right' });
    expect(await second.json()).toEqual({ verdict: 'right', note: null });
    const kept = await api.db.select().from(feedback).where(eq(feedback.jobId, id));
    expect(kept).toMatchObject([{ userId: ann.id, verdict: 'right', note: null }]);
    await expectProblem(await ann.post(`/v1/jobs/${id}/feedback`, { verdict: 'meh' }), 422, 'unprocessable');
  });

  test('is a conflict before there is a result', async () => {
    const { id } = await ann.startJob();
    await expectProblem(await ann.post(`/v1/jobs/${id}/feedback`, { verdict: 'right' }), 409, 'conflict');
  });
});

test.each([
  ['a retry', 'retry', undefined],
  ['feedback', 'feedback', { verdict: 'right' }],
])('%s for a job that is just being deleted is told that there is none', async (_what, route, body) => {
  const parent = await endedJob();
  // Another job keeps the picture.
  await made(await ann.post(`/v1/jobs/${parent.id}/retry`));
  await api.sql`update jobs set parent_id = null where parent_id = ${parent.id}`;
  let answered: Response | Promise<Response> | undefined;
  await api.sql.begin(async (sql) => {
    await sql`select 1 from files where id = ${parent.fileId} for update`;
    await sql`delete from jobs where id = ${parent.id}`;
    answered = ann.post(`/v1/jobs/${parent.id}/${route}`, body);
    // It has seen the job, and now waits for us.
    await expect
      .poll(
        async () => {
          const [waiting] = await api.sql`select count(*)::int as n from pg_locks where not granted`;
          return waiting?.n;
        },
        { timeout: 20_000 },
      )
      .toBeGreaterThan(0);
  });
  if (answered === undefined) throw new Error('Nothing was asked.');
  await expectProblem(await answered, 404, 'not_found');
});
