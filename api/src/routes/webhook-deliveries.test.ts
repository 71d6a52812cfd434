import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { claim, finish } from '../../testing/job-life.ts';
import { expectProblem } from '../../testing/problem.ts';
import { openTestApi, type Person, type TestApi } from '../../testing/test-api.ts';
import { Delivery, DeliveryList, MadeWebhook } from '../shapes/webhook.ts';

let api: TestApi;
let ann: Person;
beforeAll(async () => {
  api = await openTestApi();
  ann = await api.person('ann');
});
afterAll(() => api.close());

/** The address of a new webhook's resource. */
async function make(events = ['job.succeeded'], person = ann): Promise<string> {
  await api.sql`delete from webhooks where user_id = ${person.id}`;
  const made = await person.post('/v1/webhooks', { url: 'https://hooks.example.com/in', events });
  return `/v1/webhooks/${MadeWebhook.parse(await made.json()).webhook.id}`;
}
async function endedJob(name: string) {
  const job = await ann.startJob({ name });
  await claim(api.db, job.id);
  await finish(api.db, job.id);
  return job;
}
const list = async (place: string, query = '') =>
  DeliveryList.parse(await (await ann.get(`${place}/deliveries${query}`)).json());
const tested = async (place: string) => Delivery.parse(await (await ann.post(`${place}/test`)).json());
/** As a worker leaves it. */
const end = (id: string, state: 'delivered' | 'failed') =>
  api.sql`update webhook_deliveries set state = ${state}, next_try_at = null, tries = 1 where id = ${id}`;
const taskOf = async (id: string) => {
  const [task] = await api.sql<{ soon: boolean }[]>`
    select run_at <= now() as soon from graphile_worker.jobs where key = ${`deliver-webhook:${id}`}`;
  return task;
};

describe('the log of deliveries', () => {
  test('shows what ended, newest first, in pages, with the body that is sent', async () => {
    const place = await make();
    const jobs = [await endedJob('a.png'), await endedJob('b.png'), await endedJob('c.png')];
    const first = await list(place, '?limit=2');
    expect(first.deliveries.map(({ jobId }) => jobId)).toEqual([jobs[2]?.id, jobs[1]?.id]);
    const rest = await list(place, `?limit=2&cursor=${first.nextCursor}`);
    expect(rest.deliveries.map(({ jobId }) => jobId)).toEqual([jobs[0]?.id]);
    expect(rest.nextCursor).toBeNull();
    const [newest] = first.deliveries;
    expect(newest).toMatchObject({ type: 'job.succeeded', state: 'pending', tries: [] });
    expect(JSON.parse(newest?.body ?? '')).toMatchObject({
      type: 'job.succeeded',
      data: { job: { id: jobs[2]?.id, name: 'c.png', outcome: 'reproduced' } },
    });
    const one = await ann.get(`${place}/deliveries/${newest?.id}`);
    expect(Delivery.parse(await one.json())).toEqual(newest);
  });

  test('shows what came of each try, and can be narrowed to what failed', async () => {
    const place = await make();
    await endedJob('fine.png');
    const { id } = await tested(place);
    await end(id, 'failed');
    await api.sql`insert into webhook_tries (delivery_id, n, duration_ms, status, response, error)
      values (${id}, 1, 12, 500, 'Sorry.', 'The receiver answered 500.')`;
    const { deliveries } = await list(place, '?state=failed');
    expect(deliveries).toMatchObject([
      {
        ...{ id, state: 'failed', jobId: null, nextTryAt: null },
        tries: [
          { n: 1, durationMs: 12, status: 500, response: 'Sorry.', error: 'The receiver answered 500.' },
        ],
      },
    ]);
  });

  test.each(['?cursor=nonsense', '?limit=51', '?state=lost'])('refuses %s', async (query) => {
    const place = await make();
    await expectProblem(await ann.get(`${place}/deliveries${query}`), 422, 'unprocessable');
  });

  test('loses what tells of a job when the job is deleted', async () => {
    const place = await make();
    const job = await endedJob('private.png');
    expect((await list(place)).deliveries).toHaveLength(1);
    expect((await ann.delete(`/v1/jobs/${job.id}`)).status).toBe(200);
    expect((await list(place)).deliveries).toEqual([]);
  });

  test('is that of one webhook: under another of the same person nothing is found', async () => {
    const place = await make();
    const { id } = await tested(place);
    const made = await ann.post('/v1/webhooks', { url: 'https://b.example.com', events: ['job.failed'] });
    const { webhook } = MadeWebhook.parse(await made.json());
    for (const answer of [
      await ann.get(`/v1/webhooks/${webhook.id}/deliveries/${id}`),
      await ann.post(`/v1/webhooks/${webhook.id}/deliveries/${id}/replay`),
    ])
      await expectProblem(answer, 404, 'not_found');
  });
});

describe('a test', () => {
  test('is on its way at once, also to a webhook that is off, and one at a time', async () => {
    const place = await make();
    await ann.patch(place, { enabled: false });
    const answers = await Promise.all(Array.from({ length: 5 }, () => ann.post(`${place}/test`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
    const [sent] = (await list(place)).deliveries;
    expect(sent).toMatchObject({ type: 'webhook.test', jobId: null, state: 'pending' });
    expect(await taskOf(sent?.id ?? '')).toEqual({ soon: true });
    await end(sent?.id ?? '', 'delivered');
    expect((await ann.post(`${place}/test`)).status).toBe(201);
  });

  test('is made once for a key', async () => {
    const place = await make();
    const headers = { 'idempotency-key': 'test-once' };
    const made = [];
    for (const _ of [1, 2]) made.push(await (await ann.post(`${place}/test`, undefined, headers)).json());
    expect(made[1]).toEqual(made[0]);
    expect((await list(place)).deliveries).toHaveLength(1);
  });
});

describe('a replay', () => {
  test('of a delivery that has ended makes one more try of it, with the same id and body', async () => {
    const place = await make();
    const before = await tested(place);
    await end(before.id, 'failed');
    await api.sql`select graphile_worker.remove_job(${`deliver-webhook:${before.id}`})`;
    const answer = await ann.post(`${place}/deliveries/${before.id}/replay`);
    expect(answer.status).toBe(202);
    expect(Delivery.parse(await answer.json())).toMatchObject({
      id: before.id,
      body: before.body,
      state: 'pending',
    });
    expect(await taskOf(before.id)).toEqual({ soon: true });
    const [row] = await api.sql`select by_hand from webhook_deliveries where id = ${before.id}`;
    expect(row).toEqual({ by_hand: true });
  });

  test('of one that waits brings its next try forward and leaves it the others', async () => {
    const place = await make();
    await endedJob('later.png');
    const [{ id } = { id: '' }] = (await list(place)).deliveries;
    await api.sql`update webhook_deliveries set tries = 3, next_try_at = now() + interval '2 hours' where id = ${id}`;
    expect((await ann.post(`${place}/deliveries/${id}/replay`)).status).toBe(202);
    const [row] = await api.sql`
      select by_hand, tries, next_try_at <= now() as due from webhook_deliveries where id = ${id}`;
    expect(row).toEqual({ by_hand: false, tries: 3, due: true });
  });

  test('of one whose try is under way is a conflict', async () => {
    const place = await make();
    const { id } = await tested(place);
    await api.sql`update webhook_deliveries set tries = 1, busy_until = now() + interval '1 minute' where id = ${id}`;
    const problem = await expectProblem(await ann.post(`${place}/deliveries/${id}/replay`), 409, 'conflict');
    expect(problem.detail).toContain('under way');
  });
});
