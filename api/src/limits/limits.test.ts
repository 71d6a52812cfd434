import { randomUUID } from 'node:crypto';
import { jobs } from '@snaprun/core/schema/jobs';
import { quotas } from '@snaprun/core/schema/limits';
import { count, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { claim, finish } from '../../testing/job-life.ts';
import { expectProblem } from '../../testing/problem.ts';
import { openTestApi, type Person, type TestApi, uniquePng } from '../../testing/test-api.ts';
import { createApp } from '../app.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi({
    limits: { activeJobs: 7, jobsPerDay: 9, storedBytes: 2000, requestsPerMinute: 1000 },
  });
});
afterAll(() => api.close());

const newcomer = async () => {
  const person = await api.person(randomUUID());
  await person.get('/v1/jobs'); // the row is made on first sight
  return person;
};
const allow = (person: Person, quota: Partial<typeof quotas.$inferInsert>) =>
  api.db.insert(quotas).values({ userId: person.id, changedBy: 'the test', ...quota });

async function makeAtOnce(person: Person, times: number, apps = [api.app]) {
  const { id } = await person.upload(uniquePng());
  return Promise.all(
    Array.from({ length: times }, (_, n) =>
      (apps[n % apps.length] ?? api.app).request('/v1/jobs', {
        method: 'POST',
        headers: { authorization: `Bearer ${person.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ fileId: id }),
      }),
    ),
  );
}

describe('active jobs', () => {
  test('of 50 creates at once, through two processes, exactly the limit is taken', async () => {
    const ann = await newcomer();
    const answers = await makeAtOnce(ann, 50, [api.app, createApp(api.deps)]);
    const refused = answers.filter(({ status }) => status !== 201);
    expect(answers.length - refused.length).toBe(7);
    const [row] = await api.db.select({ n: count() }).from(jobs).where(eq(jobs.userId, ann.id));
    expect(row?.n).toBe(7);
    for (const answer of refused) {
      const problem = await expectProblem(answer, 409, 'quota_exceeded');
      expect(problem.detail).toBe(
        '7 of your jobs are waiting or at work; your limit is 7. Wait until one ends, or cancel one.',
      );
      expect(problem.quota).toEqual({ name: 'activeJobs', limit: 7, used: 7 });
    }
  });

  test('that have ended make room, and nobody is counted for another', async () => {
    const [ann, ben] = [await newcomer(), await newcomer()];
    await allow(ann, { activeJobs: 1 });
    const job = await ann.startJob();
    await expectProblem((await makeAtOnce(ann, 1))[0] as Response, 409, 'quota_exceeded');
    await ben.startJob();
    await claim(api.db, job.id);
    await finish(api.db, job.id);
    await ann.startJob();
  });
});

describe('jobs a day', () => {
  test('are counted also when they are deleted; the refusal says when to come back', async () => {
    const ann = await newcomer();
    await allow(ann, { jobsPerDay: 2 });
    for (let n = 0; n < 2; n += 1) {
      const job = await ann.startJob();
      expect((await ann.delete(`/v1/jobs/${job.id}`)).status).toBe(200);
    }
    const [answer] = (await makeAtOnce(ann, 1)) as [Response];
    const wait = Number(answer.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(86_400);
    expect((await expectProblem(answer, 429, 'rate_limited')).detail).toBe(
      'You have started 2 jobs today; your limit is 2 a day. The next day begins at 00:00 UTC.',
    );
  });
});

describe('stored bytes', () => {
  test('of twenty uploads announced at once, exactly as many are taken as there is room for', async () => {
    const ann = await newcomer();
    const announce = (n: number) =>
      ann.post('/v1/files', {
        name: 'a.png',
        mediaType: 'image/png',
        bytes: 300,
        sha256: String(n).padStart(64, '0'),
      });
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => announce(n)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(6);
    const refused = answers.find(({ status }) => status !== 201) as Response;
    expect((await expectProblem(refused, 409, 'quota_exceeded')).detail).toBe(
      '1,800 bytes of yours are stored and this file has 300; your limit is 2,000. Delete jobs or pictures that you no longer need.',
    );
  });
});

describe('requests a minute', () => {
  test('of 40 at once, through two processes, exactly the limit is answered; headers say how much is left', async () => {
    const ann = await newcomer();
    await allow(ann, { requestsPerMinute: 21 });
    const apps = [api.app, createApp(api.deps)];
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        (apps[n % 2] ?? api.app).request('/v1/jobs', { headers: { authorization: `Bearer ${ann.token}` } }),
      ),
    );
    const good = answers.filter(({ status }) => status === 200);
    expect(good).toHaveLength(20); // and one when the person was first seen
    const left = good.map(({ headers }) => Number(/;r=(\d+);/.exec(headers.get('ratelimit') ?? '')?.[1]));
    expect(left.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n));
    const refused = answers.find(({ status }) => status === 429) as Response;
    expect(refused.headers.get('ratelimit-policy')).toBe('"requests";q=21;w=60');
    expect(refused.headers.get('ratelimit')).toMatch(/^"requests";r=0;t=([1-9]|[1-5]\d|60)$/);
    const wait = refused.headers.get('retry-after');
    expect(Number(wait)).toBeGreaterThan(0);
    const problem = await expectProblem(refused, 429, 'rate_limited');
    expect(problem.detail).toMatch(
      /^This is request \d+ within a minute; your limit is 21\. Try again in \d+ s\.$/,
    );
  });

  test('start anew when the minute is over, and are not counted where nobody signs in', async () => {
    const ann = await newcomer();
    await allow(ann, { requestsPerMinute: 2 });
    expect((await ann.get('/v1/jobs')).status).toBe(200);
    expect((await ann.get('/v1/jobs')).status).toBe(429);
    await api.sql`update request_windows set started_at = now() - interval '61 s' where user_id = ${ann.id}`;
    expect((await ann.get('/v1/jobs')).status).toBe(200);
    expect((await api.app.request('/healthz')).headers.has('ratelimit')).toBe(false);
  });
});
