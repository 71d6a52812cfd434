import { createLog } from '@snaprun/core/log';
import { serveMetrics } from '@snaprun/core/metrics-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApi, type TestApi } from '../testing/test-api.ts';
import { createApiMetrics } from './metrics.ts';

const lines: string[] = [];
const log = createLog({}, (line) => lines.push(line));
let api: TestApi;
let metrics: ReturnType<typeof createApiMetrics>;
beforeAll(async () => {
  const requests: Parameters<(typeof metrics)['observe']>[0][] = [];
  api = await openTestApi({ observe: (request) => requests.push(request) });
  metrics = createApiMetrics(api, log);
  const ann = await api.person('ann');
  const job = await ann.startJob();
  await ann.get(`/v1/jobs/${job.id}`);
  await ann.get('/v1/jobs/job_none');
  await ann.get('/nowhere');
  await api.app.request('/v1/jobs', { method: 'BREW' });
  for (const request of requests) metrics.observe(request);
});
afterAll(() => api.close());

test('requests are told by route, without ids; unknown addresses and methods make no series of their own', async () => {
  const text = await metrics.metrics();
  const count = (labels: string) =>
    text
      .split('\n')
      .find((line) => line.startsWith(`snaprun_http_request_duration_seconds_count{${labels}}`));
  expect(count('method="POST",route="/v1/jobs",status="201"')).toMatch(/ 1$/);
  expect(count('method="GET",route="/v1/jobs/:id",status="200"')).toMatch(/ 1$/);
  expect(count('method="GET",route="/v1/jobs/:id",status="404"')).toMatch(/ 1$/);
  expect(count('method="GET",route="none",status="404"')).toMatch(/ 1$/);
  expect(text).toContain('method="other",route="none"');
  expect(text).not.toContain('job_');
});

test('queue and fleet are read at each scrape, on a port of their own', async () => {
  const server = await serveMetrics(metrics, { host: '127.0.0.1', port: 0 }, log);
  const scrape = async (path = '/metrics') => fetch(`http://127.0.0.1:${server.port}${path}`);
  const first = await scrape();
  expect(first.headers.get('content-type')).toMatch(/^text\/plain; version=/);
  const text = await first.text();
  expect(text).toContain('snaprun_jobs{status="queued"} 1\n');
  expect(text).toContain('snaprun_tasks{task="run-job",state="waiting"} 1\n');
  expect(text).toContain('snaprun_workers{state="alive"} 0\n');
  expect(text).toContain('snaprun_postgres_up 1\n');
  expect((await scrape('/')).status).toBe(404);
  await server.close();
});

test('without Postgres the requests are told all the same', async () => {
  const bare = await openTestApi();
  const own = createApiMetrics(bare, log);
  own.observe({ method: 'GET', route: '/healthz', status: 200, durationMs: 3 });
  await bare.close();
  const text = await own.metrics();
  expect(text).toContain('snaprun_postgres_up 0\n');
  expect(text).toContain('route="/healthz"');
  expect(lines.join('')).toContain('the fleet could not be read');
});
