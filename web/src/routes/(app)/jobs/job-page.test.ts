import { expect, test } from 'vitest';
import { ApiError } from '#lib/request.ts';
import type { Job } from '#lib/shapes.ts';
import { JobPage, type JobPageEdges } from './job-page.svelte.ts';

function job(id: string, status: Job['status'] = 'running'): Job {
  return {
    ...{ id, name: id, fileId: 'fil_1', parentId: null, relation: null, instruction: null, status },
    ...{ outcome: null, error: null, summary: null, queue: null, receipt: null },
    ...{ queuedAt: '', startedAt: null, finishedAt: null },
  };
}

/** An api with these jobs, and a page whose looks happen when `look` is called. */
function setUp(query: { q: string; status: string; cursor: string | null }, jobs: Job[]) {
  const asked: string[] = [];
  let look = () => {};
  const edges: Partial<JobPageEdges> = {
    listJobs: async (filter, cursor) => {
      asked.push(`list ${filter.q}/${filter.status}/${cursor ?? ''}`);
      return { jobs: [...jobs], nextCursor: 'next' };
    },
    getJob: async (id) => {
      asked.push(`get ${id}`);
      const found = jobs.find((one) => one.id === id);
      if (found === undefined) throw new ApiError(404, 'not_found', 'gone');
      return found;
    },
    settle: (then) => {
      look = then;
      return () => {};
    },
  };
  const settled = () => {
    look();
    return new Promise((resolve) => setTimeout(resolve));
  };
  return { page: new JobPage(query, edges), asked, look: settled };
}

const event = (jobId: string, type = 'job.succeeded') => ({ kind: 'job', jobId, type }) as const;

test('a job on the page is read again by itself when it moves', async () => {
  const jobs = [job('a'), job('b')];
  const { page, asked, look } = setUp({ q: 'x', status: '', cursor: 'c' }, jobs);
  await page.load();
  jobs[0] = job('a', 'succeeded');
  page.take(event('a', 'step.finished'));
  page.take(event('a'));
  page.take(event('a'));
  await look();
  expect(asked).toEqual(['list x//c', 'get a']);
  expect(page.jobs?.map(({ status }) => status)).toEqual(['succeeded', 'running']);
});

test('one that was deleted meanwhile leaves the page', async () => {
  const jobs = [job('a'), job('b')];
  const { page, look } = setUp({ q: '', status: '', cursor: null }, jobs);
  await page.load();
  jobs.shift();
  page.take(event('a', 'job.cancelled'));
  await look();
  expect(page.jobs?.map(({ id }) => id)).toEqual(['b']);
});

test.each([
  ['a job that is not on it', '', event('new', 'job.queued')],
  ['a job on it, where a status is looked for', 'running', event('a')],
  ['an opening of the stream', '', { kind: 'open' } as const],
])('the page is read again after news of %s', async (_what, status, message) => {
  const { page, asked, look } = setUp({ q: '', status, cursor: null }, [job('a')]);
  await page.load();
  page.take(message);
  await look();
  expect(asked).toEqual([`list /${status}/`, `list /${status}/`]);
});

test('a failure is told, and the jobs that were there stay', async () => {
  const { page } = setUp({ q: '', status: '', cursor: null }, [job('a')]);
  await page.load();
  const broken = new JobPage(
    { q: '', status: '', cursor: null },
    { listJobs: () => Promise.reject(new ApiError(0, 'unreachable', 'Not there.')) },
  );
  broken.jobs = page.jobs;
  await broken.load();
  expect([broken.problem, broken.jobs?.length]).toEqual(['Not there.', 1]);
});
