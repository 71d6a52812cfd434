import { afterEach, expect, test, vi } from 'vitest';
import { type UserMessage, UserStream } from './user-stream.ts';

const abort = new AbortController();
afterEach(() => abort.abort());

const notification = {
  id: 'ntf_1',
  kind: 'job.succeeded',
  message: 'done',
  jobId: 'job_1',
  readAt: null,
  createdAt: '2026-01-01T00:00:00Z',
};

function answer(...messages: [string, unknown][]): Response {
  const lines = messages.map(([event, data]) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  return new Response([': still here\n\n', ...lines].join(''));
}

test('tells of each opening, of jobs and of notifications, and opens again after an end or a failure', async () => {
  const job = { jobId: 'job_1', seq: 1, type: 'job.started', at: '', data: {} };
  const answers = [
    () => answer(['job.started', job], ['notification', notification], ['odd', 'no event']),
    () => {
      throw new Error('out of reach');
    },
    () => answer(['notification', { id: 'ntf_2' }]),
  ];
  const pauses: number[] = [];
  const stream = new UserStream({
    open: async () => {
      const next = answers.shift();
      if (next !== undefined) return next();
      abort.abort();
      throw new Error('over');
    },
    pause: async (ms) => {
      pauses.push(ms);
    },
  });
  const heard: UserMessage[] = [];
  stream.listen((message) => heard.push(message));
  await stream.run('ada', abort.signal);
  expect(heard).toEqual([
    { kind: 'open' },
    { kind: 'job', jobId: 'job_1', type: 'job.started' },
    { kind: 'notification', notification },
    { kind: 'open' },
  ]);
  expect(pauses).toEqual([1000, 2000, 1000]);
});

test('whoever stopped listening hears nothing more', async () => {
  const stop = new AbortController();
  const stream = new UserStream({
    open: async () => answer(),
    pause: async () => stop.abort(),
  });
  const listener = vi.fn();
  stream.listen(listener)();
  await stream.run('ada', stop.signal);
  expect(listener).not.toHaveBeenCalled();
});
