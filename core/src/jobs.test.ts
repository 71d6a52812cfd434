import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { insertQueuedJob, insertReadyFile, insertUser } from '../testing/factories.ts';
import { requestCancel } from './cancel.ts';
import { appendEvent, eventsAfter, parseEventNotice } from './events.ts';
import { ClaimLost } from './job-states.ts';
import { getJob, transitionJob } from './jobs.ts';

let database: TestDatabase;
let userId: string;
let fileId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  userId = (await insertUser(database.db)).id;
  fileId = (await insertReadyFile(database.db, { userId })).id;
});
afterAll(() => database.drop());

const newJob = () => insertQueuedJob(database.db, { userId, fileId });
const claim = (jobId: string, epoch = 0) =>
  transitionJob(database.db, jobId, { epoch }, { to: 'running', workerId: 'wrk_1' });

describe('insertJob', () => {
  test('a retry waits behind all who wait, a first request behind its own person alone', async () => {
    const other = (await insertUser(database.db)).id;
    const theirs = (await insertReadyFile(database.db, { userId: other })).id;
    await newJob();
    const last = await newJob();
    const retry = await insertQueuedJob(database.db, { userId: other, fileId: theirs, relation: 'retry' });
    expect(retry.turn).toBeGreaterThan(last.turn);
    const third = (await insertUser(database.db)).id;
    const fileOfThird = (await insertReadyFile(database.db, { userId: third })).id;
    const first = await insertQueuedJob(database.db, { userId: third, fileId: fileOfThird });
    expect(first.turn).toBeLessThan(last.turn);
  });

  test('a new job has its first event and its task, all in one transaction', async () => {
    const job = await newJob();
    expect(job).toMatchObject({ status: 'queued', outcome: null, epoch: 0 });
    expect(await eventsAfter(database.db, job.id, 0)).toMatchObject([{ seq: 1, type: 'job.queued' }]);
    const tasks =
      await database.sql`select payload from graphile_worker._private_jobs where key = ${`run-job:${job.id}`}`;
    expect(tasks).toEqual([{ payload: { jobId: job.id } }]);
  });

  test('a transaction that fails leaves neither job nor task', async () => {
    const before = await database.sql`select count(*)::int as n from graphile_worker._private_jobs`;
    await expect(
      database.db.transaction(async (tx) => {
        await insertQueuedJob(tx as typeof database.db, { userId, fileId });
        throw new Error('on purpose');
      }),
    ).rejects.toThrow('on purpose');
    expect(await database.sql`select count(*)::int as n from graphile_worker._private_jobs`).toEqual(before);
  });
});

describe('transitionJob', () => {
  test('claiming raises the epoch, and two claims of one epoch give one winner', async () => {
    const job = await newJob();
    const claims = await Promise.allSettled([claim(job.id), claim(job.id)]);
    expect(claims.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await getJob(database.db, userId, job.id)).toMatchObject({ status: 'running', epoch: 1 });
  });

  test('a claim that was lost can write nothing', async () => {
    const job = await newJob();
    await claim(job.id);
    await transitionJob(
      database.db,
      job.id,
      { epoch: 1 },
      { to: 'queued', reason: 'the worker died', crashed: true },
    );
    await expect(
      appendEvent(database.db, job.id, { type: 'thought', data: { text: 'late', action: 'look' } }, 1),
    ).rejects.toThrow(ClaimLost);
    await expect(
      transitionJob(
        database.db,
        job.id,
        { epoch: 1 },
        { to: 'failed', outcome: 'code_failed', message: 'late' },
      ),
    ).rejects.toThrow(ClaimLost);
    expect(await getJob(database.db, userId, job.id)).toMatchObject({
      status: 'queued',
      epoch: 2,
      crashes: 1,
    });
  });

  test('a finished job never reopens', async () => {
    const job = await newJob();
    await claim(job.id);
    await transitionJob(
      database.db,
      job.id,
      { epoch: 1 },
      { to: 'failed', outcome: 'code_failed', message: 'It broke.' },
    );
    await expect(claim(job.id, 1)).rejects.toThrow(ClaimLost);
    await expect(requestCancel(database.db, userId, job.id)).rejects.toThrow(
      `Job ${job.id} has already finished.`,
    );
  });

  test('events are numbered without gaps, whoever writes them at once', async () => {
    const job = await newJob();
    await claim(job.id);
    const thoughts = Array.from({ length: 20 }, (_, i) =>
      appendEvent(database.db, job.id, { type: 'thought', data: { text: `${i}`, action: 'look' } }, 1),
    );
    await Promise.all(thoughts);
    const seqs = (await eventsAfter(database.db, job.id, 0)).map(({ seq }) => seq);
    expect(seqs).toEqual(Array.from({ length: 22 }, (_, i) => i + 1));
  });
});

describe('requestCancel', () => {
  test('a queued job ends at once', async () => {
    const job = await newJob();
    expect(await requestCancel(database.db, userId, job.id)).toMatchObject({
      status: 'cancelled',
      outcome: 'cancelled',
    });
  });

  test('a running job is marked for its worker', async () => {
    const job = await newJob();
    await claim(job.id);
    const cancelled = await requestCancel(database.db, userId, job.id);
    expect(cancelled.status).toBe('running');
    expect(cancelled.cancelRequestedAt).toBeInstanceOf(Date);
  });

  test("a stranger's job is as missing as no job", async () => {
    const job = await newJob();
    await expect(getJob(database.db, 'stranger', job.id)).rejects.toThrow(`There is no job ${job.id}.`);
    await expect(requestCancel(database.db, 'stranger', job.id)).rejects.toThrow(
      `There is no job ${job.id}.`,
    );
  });
});

test('what Postgres refuses in JSON is kept as U+FFFD, in events and elsewhere', async () => {
  const job = await newJob();
  const { epoch } = await claim(job.id);
  const text = 'a\0b\ud83d';
  await appendEvent(database.db, job.id, { type: 'thought', data: { text, action: 'look' } }, epoch);
  const failed = { to: 'failed', outcome: 'code_failed', message: text } as const;
  const ended = await transitionJob(database.db, job.id, { epoch }, failed);
  expect(ended.error).toEqual({ code: 'code_failed', message: 'a\ufffdb\ufffd' });
  const [thought] = await eventsAfter(database.db, job.id, 2);
  expect(thought?.data).toEqual({ text: 'a\ufffdb\ufffd', action: 'look' });
});

test('an event notice names its person, whatever characters the subject has', () => {
  expect(parseEventNotice('user with space job_1 7')).toEqual({
    userId: 'user with space',
    jobId: 'job_1',
    seq: 7,
  });
});
