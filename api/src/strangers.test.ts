import { afterAll, beforeAll, expect, test } from 'vitest';
import { claim, produce } from '../testing/job-life.ts';
import { expectProblem } from '../testing/problem.ts';
import { openTestApi, type Person, type TestApi } from '../testing/test-api.ts';
import { openapiText } from './openapi-text.ts';
import { JobList } from './shapes/job.ts';

let api: TestApi;
let ann: Person;
let eve: Person;
beforeAll(async () => {
  api = await openTestApi();
  ann = await api.person('ann');
  eve = await api.person('eve');
});
afterAll(() => api.close());

const missing = { job: `job_${'2'.repeat(20)}`, file: `fil_${'2'.repeat(20)}` };
const bodies: Record<string, unknown> = {
  'patch /v1/jobs/{id}': { name: 'mine' },
  'post /v1/jobs/{id}/retry': { seed: 'same' },
  'post /v1/jobs/{id}/follow-ups': { instruction: 'as CSV' },
  'post /v1/jobs/{id}/runs': { code: 'print(1)' },
  'post /v1/jobs/{id}/feedback': { verdict: 'right' },
};

test('on every route with an id, a stranger sees exactly what a missing id shows, and changes nothing', async () => {
  const job = await ann.startJob();
  await claim(api.db, job.id);
  const { files } = await produce(api.db, api.storage, ann.id, job.id);
  const before = await (await ann.get(`/v1/jobs/${job.id}/results`)).json();

  const { paths } = JSON.parse(await openapiText()) as { paths: Record<string, Record<string, unknown>> };
  const routes = Object.entries(paths)
    .filter(([path]) => path.includes('{id}'))
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => ({ method, path })));
  expect(routes.length).toBeGreaterThanOrEqual(8);

  for (const { method, path } of routes) {
    const ids = path.includes('/files/') ? [job.fileId, ...files.map(({ id }) => id)] : [job.id];
    const nobody = path.includes('/files/') ? missing.file : missing.job;
    const body = bodies[`${method} ${path}`];
    const ask = async (id: string) => {
      const response = await api.app.request(path.replace('{id}', id), {
        method: method.toUpperCase(),
        headers: { authorization: `Bearer ${eve.token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const { requestId: _, ...problem } = await expectProblem(response, 404, 'not_found');
      return JSON.stringify(problem).replaceAll(id, '?');
    };
    const expected = await ask(nobody);
    for (const id of ids) expect(await ask(id), `${method} ${path}`).toBe(expected);
  }
  expect(await (await ann.get(`/v1/jobs/${job.id}/results`)).json()).toEqual(before);
});

test('a stranger cannot start a job on somebody’s picture, list their jobs or find them by parent', async () => {
  const job = await ann.startJob({ name: 'private plans' });
  await expectProblem(await eve.post('/v1/jobs', { fileId: job.fileId }), 404, 'not_found');
  for (const query of ['', '?q=private', `?parentId=${job.id}`]) {
    const list = JobList.parse(await (await eve.get(`/v1/jobs${query}`)).json());
    expect(list.jobs).toEqual([]);
  }
});
