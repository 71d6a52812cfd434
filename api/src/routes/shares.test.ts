import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { claim, finish, produce } from '../../testing/job-life.ts';
import { expectProblem } from '../../testing/problem.ts';
import { openTestApi, type Person, type TestApi, webOrigin } from '../../testing/test-api.ts';
import type { Job } from '../shapes/job.ts';
import { MadeShare, SharedResult, ShareList } from '../shapes/share.ts';

let api: TestApi;
let ann: Person;
beforeAll(async () => {
  api = await openTestApi();
  ann = await api.person('ann');
});
afterAll(() => api.close());

async function endedJob(): Promise<Job> {
  const job = await ann.startJob({ name: 'Sales', instruction: 'Draw it again.' });
  await claim(api.db, job.id);
  const { attemptId } = await produce(api.db, api.storage, ann.id, job.id);
  await finish(api.db, job.id, attemptId);
  return job;
}

async function share(jobId: string, wanted: object = {}) {
  const made = MadeShare.parse(await (await ann.post(`/v1/jobs/${jobId}/shares`, wanted)).json());
  return { ...made.share, url: made.url ?? '', token: made.url?.split('/').at(-1) ?? '' };
}

/** What somebody sees who has the link and no account. */
const look = (token: string, method = 'GET') => api.app.request(`/v1/shares/${token}`, { method });
const shown = async (token: string) => SharedResult.parse(await (await look(token)).json());

describe('a link to a result', () => {
  test('shows it to whoever has it, with links to its files, and tells neither ids nor whose it is', async () => {
    const job = await endedJob();
    const { url, token } = await share(job.id);
    expect(url).toBe(`${webOrigin}/s/${token}`);
    const response = await look(token);
    expect(response.status).toBe(200);
    expect(response.headers.get('x-robots-tag')).toBe('noindex');
    expect(response.headers.get('cache-control')).toContain('no-store');
    const text = await response.text();
    const result = SharedResult.parse(JSON.parse(text));
    expect(result).toMatchObject({ name: 'Sales', instruction: 'Draw it again.', status: 'succeeded' });
    expect(result.attempt?.code).toBeTruthy();
    expect(result.artifacts.length).toBeGreaterThan(0);
    expect(result.picture.url).toMatch(/^http/);
    // The store's own links name its keys.
    const withoutLinks = text.replace(/"(url|thumbnailUrl)":"[^"]*"/g, '');
    expect(withoutLinks).not.toMatch(/\b(job|fil|att|shr|local)_/);
    expect(withoutLinks).not.toContain('example.test');
    expect((await look(token, 'HEAD')).status).toBe(200);
  });

  test('is listed without its token, and is over at once when it is ended', async () => {
    const job = await endedJob();
    const { id, token } = await share(job.id);
    const other = await share(job.id);
    const list = async () =>
      ShareList.parse(await (await ann.get(`/v1/jobs/${job.id}/shares`)).json()).shares;
    expect((await list()).map((one) => one.id)).toEqual([other.id, id]);
    expect(JSON.stringify(await list())).not.toContain(token);
    expect((await ann.delete(`/v1/shares/${id}`)).status).toBe(200);
    await expectProblem(await look(token), 404, 'not_found');
    await expectProblem(await ann.delete(`/v1/shares/${id}`), 404, 'not_found');
    expect((await look(other.token)).status).toBe(200);
    expect((await list()).map((one) => one.id)).toEqual([other.id]);
  });

  test('ends at its time, with its job at the latest', async () => {
    const job = await endedJob();
    const { expiresAt, token, id } = await share(job.id, { expiresInDays: 365 });
    expect(expiresAt).toBe(job.expiresAt);
    const short = await share(job.id, { expiresInDays: 1 });
    expect(Math.round((Date.parse(short.expiresAt) - Date.now()) / 3_600_000)).toBe(24);
    await api.sql`update shares set expires_at = now() where id = ${id}`;
    await expectProblem(await look(token), 404, 'not_found');
    expect((await ann.delete(`/v1/jobs/${job.id}`)).status).toBe(200);
    await expectProblem(await look(short.token), 404, 'not_found');
  });

  test('is made once for one Idempotency-Key, and its token is not kept', async () => {
    const job = await endedJob();
    const make = async () =>
      MadeShare.parse(
        await (await ann.post(`/v1/jobs/${job.id}/shares`, {}, { 'idempotency-key': 'one' })).json(),
      );
    const first = await make();
    expect(await make()).toEqual({ ...first, url: null });
    const token = first.url?.split('/').at(-1) ?? '-';
    const rows = await api.sql`select row_to_json(s)::text as row from shares s
      union all select row_to_json(k)::text from idempotency_keys k`;
    expect(rows.map(({ row }) => row).join('\n')).not.toContain(token);
  });

  test('needs a job that has ended, days that make sense, and not the twenty-first of a job', async () => {
    const running = await ann.startJob();
    await expectProblem(await ann.post(`/v1/jobs/${running.id}/shares`, {}), 409, 'conflict');
    const job = await endedJob();
    for (const expiresInDays of [0, 366, 1.5, '7'])
      await expectProblem(
        await ann.post(`/v1/jobs/${job.id}/shares`, { expiresInDays }),
        422,
        'unprocessable',
      );
    const made = await Promise.all(
      Array.from({ length: 25 }, () => ann.post(`/v1/jobs/${job.id}/shares`, {})),
    );
    expect(made.filter(({ status }) => status === 201)).toHaveLength(20);
    expect(made.filter(({ status }) => status === 409)).toHaveLength(5);
  });

  test('of a job that failed shows what it last tried', async () => {
    const job = await endedJob();
    await api.sql`update jobs set attempt_id = null, status = 'failed', outcome = 'code_failed' where id = ${job.id}`;
    const { token } = await share(job.id);
    expect(await shown(token)).toMatchObject({ status: 'failed', attempt: { n: 1 } });
  });

  test.each(['x', 'shr_22222222222222222222', '%00', 'a'.repeat(100)])(
    'that never was one (%s) is not found',
    async (token) => {
      const response = await look(token);
      expect([400, 404, 422]).toContain(response.status);
    },
  );
});
