import { describe, expect, test } from 'vitest';
import { ApiError } from './api.ts';
import { JobStream } from './job-stream.svelte.ts';
import type { Job } from './shapes.ts';

const message = (seq: number, type: string, data: object = {}) =>
  `id: ${seq}\nevent: ${type}\ndata: ${JSON.stringify({ seq, jobId: 'job_a', type, at: '', data })}\n\n`;
const queued = message(1, 'job.queued', { instruction: null });
const started = message(2, 'job.started', { workerId: 'w', epoch: 1 });
const cancelled = message(3, 'job.cancelled', { outcome: 'cancelled' });

/** A stream that plays one answer per connection and notes where each began. */
function scripted(answers: (string | Error)[], status: Job['status'] = 'running') {
  const openedAt: number[] = [];
  const pauses: number[] = [];
  const stream = new JobStream('job_a', {
    openEvents: async (_, lastSeq) => {
      openedAt.push(lastSeq);
      const answer = answers.shift() ?? new ApiError(404, 'not_found', 'There is no such job.');
      if (answer instanceof Error) throw answer;
      return new Response(answer);
    },
    pollJob: async () => ({ status }) as Job,
    pause: async (ms) => void pauses.push(ms),
  });
  return { stream, openedAt, pauses };
}

describe('JobStream', () => {
  test('ends with the final event', async () => {
    const { stream, openedAt } = scripted([queued + started + cancelled]);
    await stream.run();
    expect(stream).toMatchObject({ connection: 'ended', progress: { seq: 3, status: 'cancelled' } });
    expect(openedAt).toEqual([0]);
  });

  test('goes on after the last event it saw, and a double changes nothing', async () => {
    const { stream, openedAt } = scripted([queued + started, started + cancelled]);
    await stream.run();
    expect(openedAt).toEqual([0, 2]);
    expect(stream.progress.status).toBe('cancelled');
  });

  test('passes over heartbeats and what is no event', async () => {
    const { stream } = scripted([`: heartbeat\n\ndata: hello\n\ndata: {"a":1}\n\n${queued}${cancelled}`]);
    await stream.run();
    expect(stream.progress.seq).toBe(3);
  });

  test('pauses longer while nothing comes and polls the job where streams are blocked', async () => {
    const offline = () => new ApiError(0, 'unreachable', 'No connection.');
    const { stream, pauses } = scripted([offline(), offline(), offline()], 'succeeded');
    await stream.run();
    expect(pauses).toEqual([1000, 2000]);
    expect(stream).toMatchObject({ connection: 'ended', polled: { status: 'succeeded' } });
  });

  test('a job that does not exist is given up with its sentence', async () => {
    const { stream } = scripted([]);
    await stream.run();
    expect(stream).toMatchObject({ connection: 'lost', problem: 'There is no such job.' });
  });

  test('stopping ends it without another connection', async () => {
    const { stream, openedAt } = scripted([queued, queued, queued]);
    stream.stop();
    await stream.run();
    expect(openedAt).toEqual([]);
  });
});
