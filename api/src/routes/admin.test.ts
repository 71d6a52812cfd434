import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { claim, finish } from '../../testing/job-life.ts';
import { expectProblem } from '../../testing/problem.ts';
import { openTestApi, type Person, type TestApi, uniquePng } from '../../testing/test-api.ts';
import { Intake } from '../shapes/intake.ts';
import { Usage, UserQuotas } from '../shapes/usage.ts';

let api: TestApi;
let admin: Person;
let ann: Person;
beforeAll(async () => {
  api = await openTestApi();
  admin = await api.person('admin');
  ann = await api.person('ann');
  await ann.get('/v1/jobs');
});
afterAll(() => api.close());

describe('quotas', () => {
  test('set by an admin hold at once and show in usage; null returns to the default', async () => {
    const path = `/v1/admin/users/${ann.id}/quotas`;
    const set = async (change: unknown) => UserQuotas.parse(await (await admin.patch(path, change)).json());
    expect((await set({ activeJobs: 3, storedBytes: 5000 })).limits).toMatchObject({
      activeJobs: 3,
      storedBytes: 5000,
      jobsPerDay: 1000,
    });
    expect(await set({ storedBytes: null })).toMatchObject({
      quotas: { activeJobs: 3, storedBytes: null },
      limits: { activeJobs: 3, storedBytes: 1e9 },
      changedBy: admin.id,
    });
    const usage = Usage.parse(await (await ann.get('/v1/usage')).json());
    expect(usage.limits.activeJobs).toEqual({ limit: 3, used: 0 });
    expect(UserQuotas.parse(await (await admin.get(path)).json()).quotas.activeJobs).toBe(3);
  });

  test('of nobody are a 404; wrong ones are refused', async () => {
    await expectProblem(await admin.get('/v1/admin/users/nobody/quotas'), 404, 'not_found');
    const path = `/v1/admin/users/${ann.id}/quotas`;
    await expectProblem(await admin.patch(path, { activeJobs: -1 }), 422, 'unprocessable');
  });
});

describe('the intake', () => {
  test('when paused refuses new jobs with a sentence and a time; those that exist go on', async () => {
    const running = await ann.startJob();
    const file = await ann.upload(uniquePng());
    const paused = await admin.patch('/v1/admin/intake', { paused: true, reason: 'The models move house.' });
    expect(Intake.parse(await paused.json())).toMatchObject({ paused: true, changedBy: admin.id });

    const refused = await ann.post('/v1/jobs', { fileId: file.id });
    expect(refused.headers.get('retry-after')).toBe('60');
    expect((await expectProblem(refused, 503, 'unavailable')).detail).toBe(
      'No new jobs are taken at present; those that are waiting or at work go on. The models move house. Try again later.',
    );
    await claim(api.db, running.id);
    await finish(api.db, running.id);

    await admin.patch('/v1/admin/intake', { paused: false });
    expect((await ann.post('/v1/jobs', { fileId: file.id })).status).toBe(201);
  });
});

describe('who is no admin', () => {
  test('is refused, and so is an admin’s personal token', async () => {
    const made = await admin.post('/v1/tokens', { name: 'ops', scopes: ['read', 'write'] });
    const { secret } = (await made.json()) as { secret: string };
    for (const token of [ann.token, secret])
      for (const path of [
        `/v1/admin/users/${ann.id}/quotas`,
        '/v1/admin/users/nobody/quotas',
        '/v1/admin/intake',
      ])
        for (const method of ['GET', 'PATCH']) {
          const response = await api.app.request(path, {
            method,
            headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
            ...(method === 'GET' ? {} : { body: '{}' }),
          });
          await expectProblem(response, 403, 'forbidden');
        }
  });
});

test('usage counts what jobs cost, also when they are deleted', async () => {
  const ben = await api.person('ben');
  const job = await ben.startJob();
  await claim(api.db, job.id);
  const receipt = { modelCalls: 4, tokensIn: 900, tokensOut: 80, modelMs: 1500, sandboxMs: 700 };
  await api.sql`update jobs set receipt = receipt || ${api.sql.json(receipt)} where id = ${job.id}`;
  const cancelled = await ben.post(`/v1/jobs/${job.id}/cancel`);
  expect(cancelled.status).toBe(200);
  await ben.delete(`/v1/jobs/${job.id}`);
  const usage = Usage.parse(await (await ben.get('/v1/usage')).json());
  expect(usage.today).toEqual({ jobs: 1, ...receipt });
  expect(usage.last30Days).toEqual(usage.today);
  expect(usage.days).toHaveLength(1);
  expect(usage.limits.jobsPerDay.used).toBe(1);
  expect(usage.limits.storedBytes.used).toBe(0);
  expect(usage.limits.requestsPerMinute.used).toBe(5);
});
