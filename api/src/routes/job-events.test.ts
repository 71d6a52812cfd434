import { appendEvent } from '@snaprun/core/events';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readEvents } from '../../testing/event-stream.ts';
import { claim, finish } from '../../testing/job-life.ts';
import { expectProblem } from '../../testing/problem.ts';
import { openTestApi, type Person, type TestApi } from '../../testing/test-api.ts';

let api: TestApi;
let ann: Person;
beforeAll(async () => {
  api = await openTestApi();
  ann = await api.person('ann');
});
afterAll(() => api.close());

const open = async (jobId: string, headers?: Record<string, string>) => {
  const response = await ann.get(`/v1/jobs/${jobId}/events`, headers);
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  return readEvents(response);
};
/** Counts those who wait for events at the hub. */
function watchSubscriptions() {
  const { subscribe } = api.hub;
  let [waiting, opened] = [0, 0];
  api.hub.subscribe = async (jobId, wake) => {
    opened += 1;
    waiting += 1;
    const unsubscribe = await subscribe(jobId, wake);
    return () => {
      waiting -= 1;
      unsubscribe();
    };
  };
  return {
    waiting: () => waiting,
    opened: () => opened,
    restore: () => {
      api.hub.subscribe = subscribe;
    },
  };
}
const think = (jobId: string, text: string) =>
  api.db.transaction((tx) => appendEvent(tx, jobId, { type: 'thought', data: { text, action: 'look' } }));

describe('GET /v1/jobs/{id}/events', () => {
  test('replays a finished job and ends', async () => {
    const job = await ann.startJob({ instruction: 'go' });
    await claim(api.db, job.id);
    await finish(api.db, job.id);
    const messages = await (await open(job.id)).rest();
    expect(messages.map(({ id, event }) => `${id} ${event}`)).toEqual([
      '1 job.queued',
      '2 job.started',
      '3 job.succeeded',
    ]);
    expect(messages[0]?.data).toMatchObject({
      seq: 1,
      jobId: job.id,
      type: 'job.queued',
      data: { instruction: 'go' },
    });
    expect(new Date(messages[0]?.data.at ?? '').toISOString()).toBe(messages[0]?.data.at);
  });

  test('goes on after Last-Event-ID; at or past the end it ends at once', async () => {
    const job = await ann.startJob();
    await claim(api.db, job.id);
    await finish(api.db, job.id);
    const after = async (id: string) =>
      (await (await open(job.id, { 'last-event-id': id })).rest()).map((message) => message.id);
    expect(await after('1')).toEqual(['2', '3']);
    expect(await after('3')).toEqual([]);
    expect(await after('99')).toEqual([]);
    const wrong = await ann.get(`/v1/jobs/${job.id}/events`, { 'last-event-id': 'x' });
    await expectProblem(wrong, 422, 'unprocessable');
  });

  test('is live: an event is there before the next one is written, until the final one', async () => {
    const job = await ann.startJob();
    const stream = await open(job.id);
    expect((await stream.next())?.event).toBe('job.queued');
    await claim(api.db, job.id);
    expect((await stream.next())?.event).toBe('job.started');
    await think(job.id, 'A bar chart.');
    expect((await stream.next())?.data.data).toEqual({ text: 'A bar chart.', action: 'look' });
    await finish(api.db, job.id);
    expect((await stream.rest()).map(({ event }) => event)).toEqual(['job.succeeded']);
  });

  test('has no gap and no double where replay meets live, for many readers at once', async () => {
    const job = await ann.startJob();
    await claim(api.db, job.id);
    const writing = (async () => {
      for (let i = 0; i < 60; i += 1) await think(job.id, `thought ${i}`);
      await finish(api.db, job.id);
    })();
    const readers: Promise<string[]>[] = [];
    for (let i = 0; i < 8; i += 1)
      readers.push(open(job.id).then(async (stream) => (await stream.rest()).map(({ id }) => id)));
    await writing;
    const whole = Array.from({ length: 63 }, (_, i) => String(i + 1));
    for (const ids of await Promise.all(readers)) expect(ids).toEqual(whole);
  });

  test('listens on one connection for all streams', async () => {
    const jobs = [await ann.startJob(), await ann.startJob(), await ann.startJob()];
    const streams = await Promise.all(jobs.map(({ id }) => open(id)));
    for (const stream of streams) await stream.next();
    const listeners = await api.sql`
      select pid from pg_stat_activity where datname = current_database() and query ilike 'listen %'`;
    expect(listeners).toHaveLength(1);
    await Promise.all(streams.map((stream) => stream.cancel()));
  });

  test('misses nothing when the listening connection is lost', async () => {
    const job = await ann.startJob();
    const stream = await open(job.id);
    await stream.next();
    await api.sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query ilike 'listen %'`;
    await think(job.id, 'after the loss');
    expect((await stream.next())?.data.type).toBe('thought');
    await stream.cancel();
  });

  test('forgets a reader who leaves', async () => {
    const job = await ann.startJob();
    const watched = watchSubscriptions();
    const streams = await Promise.all([open(job.id), open(job.id)]);
    for (const stream of streams) await stream.next();
    expect(watched.waiting()).toBe(2);
    for (const stream of streams) await stream.cancel();
    await vi.waitFor(() => expect(watched.waiting()).toBe(0));
    watched.restore();
  });

  test('opens no stream for HEAD, which nobody would read', async () => {
    const job = await ann.startJob();
    const watched = watchSubscriptions();
    const response = await api.app.request(`/v1/jobs/${job.id}/events`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${ann.token}` },
    });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    expect(watched.opened()).toBe(0);
    watched.restore();
  });

  test('sends heartbeats while nothing happens', async () => {
    const job = await ann.startJob();
    const stream = await open(job.id);
    const ended = stream.rest();
    await vi.waitFor(() => expect(stream.comments).toBeGreaterThan(2), { timeout: 5000 });
    await ann.post(`/v1/jobs/${job.id}/cancel`);
    expect((await ended).map(({ event }) => event)).toEqual(['job.queued', 'job.cancelled']);
  });

  test('ends when the job is deleted and when the process goes down', async () => {
    const [deleted, waiting] = [await ann.startJob(), await ann.startJob()];
    const streams = [await open(deleted.id), await open(waiting.id)];
    await ann.delete(`/v1/jobs/${deleted.id}`);
    const seen = (await streams[0]?.rest()) ?? [];
    expect(['job.queued', 'job.cancelled']).toEqual(expect.arrayContaining(seen.map(({ event }) => event)));
    await streams[1]?.next();
    await api.hub.close();
    expect(await streams[1]?.rest()).toEqual([]);
  });
});
