import { requestCancel } from '@snaprun/core/cancel';
import { transitionJob } from '@snaprun/core/jobs';
import { objectKeys } from '@snaprun/core/object-keys';
import { files } from '@snaprun/core/schema/files';
import { jobEvents } from '@snaprun/core/schema/job-events';
import { jobs } from '@snaprun/core/schema/jobs';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createBench, goodRun, happyModels, program } from '../agent/test-bench.ts';
import { watchCancels } from '../fleet/cancel.ts';
import { createInMemoryDriver } from '../sandbox/in-memory-driver.ts';
import { maxTries, runJob } from './run-job.ts';

let bench: Awaited<ReturnType<typeof createBench>>;
beforeAll(async () => {
  bench = await createBench();
});
afterAll(() => bench.close());

const hasEvent = async (jobId: string, type: string) => {
  const events = await bench.events(jobId);
  expect(events.some((event) => event.type === type)).toBe(true);
};

describe('a claimed job', () => {
  test('is cancelled while its program runs, and the program is stopped', async () => {
    const deps = await bench.deps({ runs: [{ hangs: true }] });
    const cancels = await watchCancels(bench.database, deps.running, deps.log);
    const job = await bench.job();
    const working = runJob(deps, job.id, 1);
    await vi.waitFor(() => hasEvent(job.id, 'run.started'), 10_000);
    await requestCancel(bench.database.db, bench.user.id, job.id);
    await working;
    await cancels.stop();
    expect(await bench.read(job.id)).toMatchObject({
      status: 'cancelled',
      outcome: 'cancelled',
      receipt: { modelCalls: 3 },
    });
    expect((await bench.events(job.id)).at(-1)?.type).toBe('job.cancelled');
    expect(await bench.checkpointer.getTuple({ configurable: { thread_id: job.id } })).toBeUndefined();
  });

  test('is cancelled while a model is asked', async () => {
    const deps = await bench.deps({ models: { vision: ['hang'] } });
    const job = await bench.job();
    const working = runJob(deps, job.id, 1);
    await vi.waitFor(() => expect(deps.server.requests).toHaveLength(1), 10_000);
    deps.running.stop(job.id, 'cancelled');
    await working;
    expect(await bench.read(job.id)).toMatchObject({ status: 'cancelled' });
  });

  test('that another worker took over writes nothing more', async () => {
    const deps = await bench.deps({ runs: [{ hangs: true }] });
    const job = await bench.job();
    const working = runJob(deps, job.id, 1);
    await vi.waitFor(() => hasEvent(job.id, 'run.started'), 10_000);
    await transitionJob(bench.database.db, job.id, {}, { to: 'queued', reason: 'moved', crashed: true });
    const before = await bench.events(job.id);
    deps.running.stop(job.id, 'claim_lost');
    await working;
    expect(await bench.events(job.id)).toEqual(before);
    expect(await bench.read(job.id)).toMatchObject({ status: 'queued', epoch: 2 });
  });

  test('whose claim is lost unnoticed stops at its next write', async () => {
    const deps = await bench.deps();
    const job = await bench.job();
    const takenAway = {
      ...deps,
      critic: {
        ...deps.critic,
        review: async (code: string) => {
          await transitionJob(
            bench.database.db,
            job.id,
            {},
            { to: 'queued', reason: 'moved', crashed: true },
          );
          return deps.critic.review(code);
        },
      },
    };
    await runJob(takenAway, job.id, 1);
    const events = await bench.events(job.id);
    expect(events.at(-1)?.type).toBe('job.moved');
    expect(await bench.read(job.id)).toMatchObject({ status: 'queued' });
  });

  test('whose claim is lost while its picture is prepared leaves the file as it is', async () => {
    const deps = await bench.deps();
    const job = await bench.job();
    const take = () =>
      transitionJob(bench.database.db, job.id, {}, { to: 'queued', reason: 'moved', crashed: true });
    const storage = {
      ...deps.storage,
      write: async (...args: Parameters<typeof deps.storage.write>) => {
        if (args[0].endsWith('vision.png')) await take();
        return deps.storage.write(...args);
      },
    };
    await runJob({ ...deps, storage }, job.id, 1);
    const [file] = await bench.database.db.select().from(files).where(eq(files.id, job.fileId));
    expect(file).toMatchObject({ width: null, height: null });
    expect((await bench.events(job.id)).at(-1)?.type).toBe('job.moved');
    expect(deps.server.requests).toEqual([]);
  });

  test('is handed over when the worker drains, and goes on elsewhere without asking a model again', async () => {
    const deps = await bench.deps({ runs: [{ hangs: true }] });
    const job = await bench.job();
    const working = runJob(deps, job.id, 1);
    await vi.waitFor(() => hasEvent(job.id, 'run.started'), 10_000);
    deps.running.stopAll('drain');
    await working;
    expect(await bench.read(job.id)).toMatchObject({ status: 'queued', crashes: 0 });
    const next = { ...deps, workerId: 'wrk_next', sandbox: createInMemoryDriver([await goodRun()]) };
    await runJob(next, job.id, 1);
    expect(await bench.read(job.id)).toMatchObject({
      outcome: 'reproduced',
      workerId: 'wrk_next',
      receipt: { modelCalls: 4 },
    });
    expect(deps.server.requests).toHaveLength(4);
    const steps = (await bench.events(job.id))
      .filter(({ type }) => type === 'step.started')
      .map(({ data }) => data);
    // Only the step that was cut off is taken again, under the same number.
    expect(steps.filter((step) => 'step' in step && step.step === 'run')).toEqual([
      { step: 'run', n: 1 },
      { step: 'run', n: 1 },
    ]);
    expect(steps.filter((step) => 'step' in step && step.step === 'look')).toHaveLength(1);
  });

  test('that dies right after an answer was stored does not pay for it again', async () => {
    const deps = await bench.deps({ models: { code: (_request, n) => program(`print(${n})`) } });
    const job = await bench.job();
    // The write of the attempt fails once, after the model has answered: as if the process died there.
    let broken = true;
    const db = new Proxy(bench.database.db, {
      get(target, name) {
        if (name === 'transaction' && broken && deps.server.asked('code').length === 1) {
          broken = false;
          throw new Error('the connection broke');
        }
        const value = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    await expect(runJob({ ...deps, db }, job.id, 1)).rejects.toThrow('the connection broke');
    expect(await bench.read(job.id)).toMatchObject({ status: 'queued' });
    await runJob(deps, job.id, 2);
    expect(await bench.read(job.id)).toMatchObject({ outcome: 'reproduced', receipt: { modelCalls: 4 } });
    expect(deps.server.asked('code')).toHaveLength(1);
  });

  test('is tried again after trouble of ours, and in the end fails honestly', async () => {
    const deps = await bench.deps({ runs: [{ throws: new Error('no box') }] });
    const job = await bench.job();
    for (let tries = 1; tries < maxTries; tries += 1) {
      await expect(runJob(deps, job.id, tries)).rejects.toThrow('The sandbox could not run a program.');
      expect(await bench.read(job.id)).toMatchObject({ status: 'queued' });
    }
    await runJob(deps, job.id, maxTries);
    expect(await bench.read(job.id)).toMatchObject({ status: 'failed', outcome: 'sandbox_failed' });
    expect(deps.server.requests).toHaveLength(3);
  });

  test('waits for the end of an outage, however often it was tried, and says why', async () => {
    const deps = await bench.deps();
    const job = await bench.job();
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { $metadata: { attempts: 3 } });
    const storage = { ...bench.storage, read: () => Promise.reject(refused) };
    await runJob({ ...deps, storage }, job.id, maxTries);
    expect(await bench.read(job.id)).toMatchObject({ status: 'queued', crashes: 0 });
    expect((await bench.events(job.id)).at(-1)).toMatchObject({
      type: 'job.moved',
      data: { reason: 'The object storage does not answer. The job waits and goes on by itself.' },
    });
    const [task] = await bench.database.sql`
      select attempts, run_at > now() as later from graphile_worker.jobs where key = ${`run-job:${job.id}`}`;
    expect(task).toEqual({ attempts: 0, later: true });
    await runJob(deps, job.id, 1);
    expect(await bench.read(job.id)).toMatchObject({ outcome: 'reproduced' });
  });

  test('leaves nothing behind that served its work alone, nor objects of a claim that was lost', async () => {
    const deps = await bench.deps();
    const job = await bench.job();
    const lost = objectKeys.artifact(job.id, 0, 'fil_lost');
    await bench.storage.write(lost, new Uint8Array(1), 'text/csv');
    await runJob(deps, job.id, 1);
    const kept = await bench.database.db.select().from(files).where(eq(files.jobId, job.id));
    expect(await bench.storage.list(objectKeys.job(job.id))).toEqual(
      kept.map(({ objectKey }) => objectKey).toSorted(),
    );
  });

  test('keeps its time by the clock of Postgres, whatever the worker believes', async () => {
    const deps = await bench.deps();
    const job = await bench.job();
    const real = Date.now;
    const ahead = vi.spyOn(Date, 'now').mockImplementation(() => real() + 25 * 3_600_000);
    await runJob(deps, job.id, 1).finally(() => ahead.mockRestore());
    const ended = await bench.read(job.id);
    expect(ended).toMatchObject({ outcome: 'reproduced' });
    expect(ended.receipt.totalMs).toBeLessThan(60_000);
  });

  test('fails as worker_crashed when the trouble is anywhere else', async () => {
    const deps = await bench.deps();
    const critic = { ...deps.critic, review: () => Promise.reject(new Error('no critic')) };
    const job = await bench.job();
    await runJob({ ...deps, critic }, job.id, maxTries);
    expect(await bench.read(job.id)).toMatchObject({ status: 'failed', outcome: 'worker_crashed' });
  });

  test('that is over 24 hours old ends without work', async () => {
    const deps = await bench.deps();
    const job = await bench.job();
    await bench.database.db
      .update(jobs)
      .set({ deadlineAt: new Date(Date.now() - 1) })
      .where(eq(jobs.id, job.id));
    await runJob(deps, job.id, 1);
    expect(await bench.read(job.id)).toMatchObject({ status: 'failed', outcome: 'deadline_exceeded' });
    expect(deps.server.requests).toEqual([]);
  });

  test('that runs out of time while it works ends as deadline_exceeded', async () => {
    const deps = await bench.deps({ models: { ...happyModels, vision: ['hang'] } });
    const job = await bench.job();
    await bench.database.db
      .update(jobs)
      .set({ deadlineAt: new Date(Date.now() + 1_000) })
      .where(eq(jobs.id, job.id));
    await runJob(deps, job.id, 1);
    expect(await bench.read(job.id)).toMatchObject({ status: 'failed', outcome: 'deadline_exceeded' });
  });

  test('that a living worker holds, that has ended, or that is gone is left alone', async () => {
    const deps = await bench.deps();
    const [held, ended] = [await bench.job(), await bench.job()];
    await transitionJob(bench.database.db, held.id, {}, { to: 'running', workerId: 'wrk_other' });
    await transitionJob(bench.database.db, ended.id, {}, { to: 'cancelled' });
    for (const jobId of [held.id, ended.id, 'job_gone']) await runJob(deps, jobId, 1);
    expect(await bench.read(held.id)).toMatchObject({ status: 'running', workerId: 'wrk_other' });
    expect(deps.server.requests).toEqual([]);
    const last = await bench.database.db.select().from(jobEvents).where(eq(jobEvents.jobId, ended.id));
    expect(last).toHaveLength(2);
  });

  test('that an earlier try of this worker left running is taken up again', async () => {
    const deps = await bench.deps();
    const job = await bench.job();
    await transitionJob(bench.database.db, job.id, {}, { to: 'running', workerId: deps.workerId });
    await runJob(deps, job.id, 2);
    expect(await bench.read(job.id)).toMatchObject({ outcome: 'reproduced' });
  });
});
