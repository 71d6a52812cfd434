import { randomUUID } from 'node:crypto';
import { jobs } from '@snaprun/core/schema/jobs';
import { quotas } from '@snaprun/core/schema/limits';
import { count, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { claim, finish } from '../../testing/job-life.ts';
import { expectProblem } from '../../testing/problem.ts';
import { openTestApi, type Person, type TestApi, uniquePng } from '../../testing/test-api.ts';

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
    const answers = await makeAtOnce(ann, 50, [api.app, api.anotherProcess()]);
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
    const apps = [api.app, api.anotherProcess()];
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

describe('the queue', () => {
  test('of 200 creates at once by two people takes each one’s limit, and serves them in turns', async () => {
    const quiet = await openTestApi({
      limits: { activeJobs: 40, jobsPerDay: 500, storedBytes: 1e9, requestsPerMinute: 1000 },
    });
    const [ann, ben] = [await quiet.person('ann'), await quiet.person('ben')];
    const apps = [quiet.app, quiet.anotherProcess()];
    const create = async (person: Person, times: number) => {
      const { id } = await person.upload(uniquePng());
      return Promise.all(
        Array.from({ length: times }, (_, n) =>
          (apps[n % 2] ?? quiet.app).request('/v1/jobs', {
            method: 'POST',
            headers: { authorization: `Bearer ${person.token}`, 'content-type': 'application/json' },
            body: JSON.stringify({ fileId: id }),
          }),
        ),
      );
    };
    const answers = await Promise.all([create(ann, 100), create(ben, 100)]);
    for (const mine of answers) expect(mine.filter(({ status }) => status === 201)).toHaveLength(40);

    // As the queue will take them.
    const order = await quiet.sql<{ id: string }[]>`
      select j.user_id as id from graphile_worker.jobs t join jobs j on t.key = 'run-job:' || j.id
      order by t.priority, t.run_at, t.id`;
    expect(order).toHaveLength(80);
    let ahead = 0;
    for (const { id } of order) {
      ahead += id === ann.id ? 1 : -1;
      expect(Math.abs(ahead)).toBeLessThanOrEqual(2);
    }
    await quiet.close();
  });

  test('serves a newcomer’s first job before another’s second, and lets nobody overtake for ever', async () => {
    const [ann, ben] = [await newcomer(), await newcomer()];
    const position = async (person: Person, id: string) => {
      const job = (await (await person.get(`/v1/jobs/${id}`)).json()) as {
        queue: { position: number } | null;
      };
      return job.queue?.position;
    };
    const quiet = await api.sql`select id from jobs where status = 'queued'`;
    for (const { id } of quiet)
      await api.sql`update jobs set status = 'cancelled', outcome = 'cancelled' where id = ${id}`;
    const backlog = [];
    for (let n = 0; n < 5; n += 1) backlog.push((await ann.startJob()).id);
    const first = (await ben.startJob()).id;
    expect(await position(ben, first)).toBe(2);
    const second = (await ben.startJob()).id;
    expect(await position(ben, second)).toBe(4);
    expect(await position(ann, backlog[1] ?? '')).toBe(3);
    // All but the last of the backlog are served; who comes now comes after it.
    for (const id of [...backlog.slice(0, 4), first, second]) await claim(api.db, id);
    const late = (await ben.startJob()).id;
    expect(await position(ann, backlog[4] ?? '')).toBe(1);
    expect(await position(ben, late)).toBe(2);
  });
});
