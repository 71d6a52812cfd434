import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectProblem } from '../../testing/problem.ts';
import { openTestApi, type TestApi } from '../../testing/test-api.ts';
import { Fleet } from '../shapes/fleet.ts';
import { ModelHealth, NotReady, Ready } from '../shapes/health.ts';

/** Answers of the model endpoints by role, changed by each test. */
const answers: Record<string, () => Promise<Response>> = {};
const asked: string[] = [];

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi({
    fetch: (input, init) => {
      const url = String(input);
      asked.push(`${url} ${new Headers(init?.headers).get('authorization')}`);
      return answers[new URL(url).hostname]?.() ?? Promise.reject(new TypeError('fetch failed'));
    },
  });
});
afterAll(() => api.close());

const list =
  (...ids: string[]) =>
  () =>
    Promise.resolve(Response.json({ data: ids.map((id) => ({ id })) }));

test('GET /healthz says that the process lives, to everybody', async () => {
  const response = await api.app.request('/healthz');
  expect(await response.json()).toEqual({ status: 'ok' });
});

describe('GET /readyz', () => {
  test('says of Postgres, storage and queue that they answer, and how fast', async () => {
    const response = await api.app.request('/readyz');
    expect(response.status).toBe(200);
    const { checks } = Ready.parse(await response.json());
    expect(checks.map(({ name, ok }) => `${name} ${ok}`)).toEqual([
      'postgres true',
      'storage true',
      'queue true',
    ]);
    expect(checks[0]?.message).toMatch(/^Postgres answered in [\d.]+ ms\.$/);
  });

  test('is a 503 that names what does not answer and nothing internal', async () => {
    const { check } = api.storage;
    api.storage.check = () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.7:9000'));
    try {
      const response = await api.app.request('/readyz');
      const text = await response.clone().text();
      expect(text).not.toContain('10.0.0.7');
      expect(NotReady.parse(JSON.parse(text)).checks.map(({ ok }) => ok)).toEqual([true, false, true]);
      const { detail } = await expectProblem(response, 503, 'unavailable');
      expect(detail).toContain('object storage');
    } finally {
      api.storage.check = check;
    }
  });

  test('notices that the schema of the queue is missing', async () => {
    const bare = await openTestApi();
    try {
      await bare.sql`drop schema graphile_worker cascade`;
      const { detail } = await expectProblem(await bare.app.request('/readyz'), 503, 'unavailable');
      expect(detail).toBe('The schema of the queue does not answer or is not set up.');
    } finally {
      await bare.close();
    }
  });
});

describe('GET /health/models', () => {
  test('tells ok, warming and down apart, asks with the key, and is kept for ten seconds', async () => {
    answers['vision.test'] = list('demo-vision', 'other');
    answers['reasoning.test'] = () => Promise.resolve(new Response('loading', { status: 503 }));
    const response = await api.app.request('/health/models');
    const { roles } = ModelHealth.parse(await response.json());
    expect(
      roles.map(({ role, demo, replicas }) => `${role} ${demo} ${replicas.map(({ status }) => status)}`),
    ).toEqual(['vision true ok', 'reasoning true warming', 'code true down']);
    expect(roles[0]?.replicas[0]?.latencyMs).toBeGreaterThanOrEqual(0);
    expect(roles[2]?.replicas[0]).toMatchObject({ latencyMs: null, message: 'It cannot be reached.' });
    expect(asked[0]).toBe('http://vision.test/v1/models Bearer key');
    const calls = asked.length;
    await api.app.request('/health/models');
    expect(asked).toHaveLength(calls);
  });

  test.each([
    ['another model', list('other'), 'down', 'does not serve the model demo-vision'],
    ['an error', () => Promise.resolve(new Response('no', { status: 401 })), 'down', 'HTTP 401'],
    [
      'a flood',
      () => Promise.resolve(new Response(new Blob(['x'.repeat(1_000_001)]))),
      'down',
      'cannot be reached',
    ],
    ['a page', () => Promise.resolve(new Response('<html>')), 'down', 'not with a list of models'],
    [
      'nothing in time',
      () => Promise.reject(new DOMException('late', 'TimeoutError')),
      'warming',
      'may be starting',
    ],
  ] as const)('%s is told in a sentence', async (_what, answer, status, words) => {
    const fresh = await openTestApi({ fetch: answer });
    try {
      const { roles } = ModelHealth.parse(await (await fresh.app.request('/health/models')).json());
      expect(roles[0]?.replicas[0]?.status).toBe(status);
      expect(roles[0]?.replicas[0]?.message).toContain(words);
    } finally {
      await fresh.close();
    }
  });
});

describe('GET /health/fleet', () => {
  test('shows workers, room and what waits', async () => {
    const ann = await api.person('ann');
    const [, second] = [await ann.startJob(), await ann.startJob()];
    await api.sql`insert into workers (id, host, slots, drivers, heartbeat_at) values
      ('wrk_alive', 'one', 2, '{docker}', now()), ('wrk_dead', 'two', 4, '{docker}', now() - interval '16 s')`;
    await api.sql`update jobs set status = 'running', worker_id = 'wrk_alive' where id = ${second.id}`;
    await api.sql`update jobs set queued_at = now() - interval '90 s' where status = 'queued'`;
    await api.sql`insert into boxes (id, worker_id, driver) values ('box_1', 'wrk_alive', 'docker')`;
    const fleet = Fleet.parse(await (await api.app.request('/health/fleet')).json());
    expect(fleet.workers).toMatchObject([
      { id: 'wrk_alive', host: 'one', slots: 2, alive: true, running: 1, boxes: 1 },
      { id: 'wrk_dead', host: 'two', slots: 4, alive: false, running: 0, boxes: 0 },
    ]);
    expect(fleet).toMatchObject({ alive: 1, slots: { total: 2, busy: 1 }, queue: { depth: 1, running: 1 } });
    expect(fleet.queue.oldestWaitingMs).toBeGreaterThanOrEqual(90_000);
    expect(fleet.tasks).toEqual([{ task: 'run-job', waiting: 2, failing: 0 }]);
    expect(fleet.intake.paused).toBe(false);
  });

  test('is for admins where people really sign in', async () => {
    const hosted = await openTestApi({ localIssuer: null });
    await expectProblem(await hosted.app.request('/health/fleet'), 401, 'unauthenticated');
    const ann = await hosted.person('ann');
    await expectProblem(await ann.get('/health/fleet'), 403, 'forbidden');
    const admin = await hosted.person('admin');
    const fleet = Fleet.parse(await (await admin.get('/health/fleet')).json());
    expect(fleet.queue).toEqual({ depth: 0, running: 0, oldestWaitingMs: null });
    await hosted.close();
  });
});
