import { newId } from '@snaprun/core/ids';
import { isFinal } from '@snaprun/core/job-states';
import { transitionJob } from '@snaprun/core/jobs';
import { createLog } from '@snaprun/core/log';
import { webhooks } from '@snaprun/core/schema/account';
import { workers } from '@snaprun/core/schema/fleet';
import { jobs } from '@snaprun/core/schema/jobs';
import { eq } from 'drizzle-orm';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type BenchOptions, createBench, goodRun } from '../agent/test-bench.ts';
import { createInMemoryDriver } from '../sandbox/in-memory-driver.ts';
import { startWorker, type Worker } from '../start-worker.ts';
import { runJob } from '../tasks/run-job.ts';
import { localReach, startReceiver } from '../webhooks/test-receiver.ts';
import { secret } from '../webhooks/webhook-bench.ts';
import { startLiveness } from './liveness.ts';
import { createSweep } from './recovery.ts';
import { createRunningJobs } from './running-jobs.ts';

const log = createLog({}, () => undefined);
let bench: Awaited<ReturnType<typeof createBench>>;
let started: Worker[] = [];
beforeAll(async () => {
  bench = await createBench();
});
afterEach(async () => {
  await Promise.all(started.map((worker) => worker.stop()));
  started = [];
});
afterAll(() => bench.close());

async function worker(workerId: string, options: BenchOptions & { drainMs?: number } = {}) {
  const deps = {
    ...(await bench.deps(options)),
    ...{ database: bench.database, workerId, webhooks: localReach },
  };
  const running = await startWorker(deps, {
    databaseUrl: bench.database.url,
    slots: 2,
    drainMs: options.drainMs ?? 0,
    onLost: () => undefined,
  });
  started.push(running);
  return { ...running, deps };
}

const until = (act: () => Promise<unknown>) => vi.waitFor(act, { timeout: 15_000, interval: 50 });
const ended = (jobId: string) =>
  until(async () => expect(isFinal((await bench.read(jobId)).status)).toBe(true));

function sweeper(workerId = 'wrk_sweeper') {
  const running = createRunningJobs();
  const unlocked: string[][] = [];
  const queue = {
    forceUnlockWorkers: async (ids: string[]) => {
      unlocked.push(ids);
    },
    completeJobs: async () => [],
  };
  const sweep = createSweep({ database: bench.database, queue, running, workerId, poolId: 'pool-own', log });
  return { sweep, unlocked };
}

describe('a fleet', () => {
  test('takes a job from the queue and ends it, with a thumbnail', async () => {
    await worker('wrk_a');
    const job = await bench.job();
    await ended(job.id);
    expect(await bench.read(job.id)).toMatchObject({ outcome: 'reproduced', workerId: 'wrk_a' });
    await until(async () => expect(bench.storage.objects.has(`thumbnails/${job.fileId}.webp`)).toBe(true));
  });

  test('tells a webhook of its owner that a job has ended', async () => {
    const { url, received, close } = await startReceiver();
    await bench.database.db.insert(webhooks).values({
      ...{ id: newId('webhook'), userId: bench.user.id, url, secret, events: ['job.succeeded'] },
    });
    await worker('wrk_a');
    const job = await bench.job();
    await until(async () => expect(received).toHaveLength(1));
    await close();
    const [{ body, headers } = { body: '', headers: {} }] = received;
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({
      type: 'job.succeeded',
      data: { job: { id: job.id, status: 'succeeded', outcome: 'reproduced' } },
    });
    await bench.database.sql`delete from webhooks`;
  });

  test('shows a worker while it lives, and not after it stopped', async () => {
    const { stop } = await worker('wrk_b');
    const [row] = await bench.database.db.select().from(workers).where(eq(workers.id, 'wrk_b'));
    expect(row).toMatchObject({ slots: 2, drivers: ['memory'] });
    started = [];
    expect(await stop()).toBe(true);
    expect(await bench.database.db.select().from(workers).where(eq(workers.id, 'wrk_b'))).toEqual([]);
  });

  test('hands a running job over when a worker is told to stop, and another ends it at once', async () => {
    const first = await worker('wrk_c', { runs: [{ hangs: true }] });
    const job = await bench.job();
    await until(async () =>
      expect((await bench.events(job.id)).map(({ type }) => type)).toContain('run.started'),
    );
    await worker('wrk_d');
    started = started.slice(1);
    expect(await first.stop()).toBe(true);
    const stoppedAt = Date.now();
    await ended(job.id);
    expect(Date.now() - stoppedAt).toBeLessThan(5_000);
    expect(await bench.read(job.id)).toMatchObject({
      outcome: 'reproduced',
      workerId: 'wrk_d',
      receipt: { modelCalls: 4 },
    });
  });
});

describe('a worker that is given time to stop', () => {
  test('lets a job come to the end of its step, and nothing of that step is done again', async () => {
    const first = await worker('wrk_h', { drainMs: 15_000, runs: [{ ...(await goodRun()), takesMs: 500 }] });
    const job = await bench.job();
    const types = async () => (await bench.events(job.id)).map(({ type }) => type);
    await until(async () => expect(await types()).toContain('run.started'));
    const second = await worker('wrk_i');
    started = [second];
    expect(await first.stop()).toBe(true);
    await ended(job.id);
    const told = await types();
    expect(told.filter((type) => type === 'run.started')).toHaveLength(1);
    expect(told.indexOf('run.finished')).toBeLessThan(told.indexOf('job.moved'));
    expect(await bench.read(job.id)).toMatchObject({ outcome: 'reproduced', workerId: 'wrk_i', crashes: 0 });
    expect(first.deps.server.requests.length + second.deps.server.requests.length).toBe(4);
  });
});

describe('a worker whose queue gives up', () => {
  test('says so, for its process to end and another to take over', async () => {
    const { ended: over, stop } = await worker('wrk_f');
    const refused = expect(over).rejects.toThrow('stopped by itself');
    // What the queue meets while Postgres recovers: the job is done, but its row cannot be ended.
    await bench.database.sql`create function refuse() returns trigger language plpgsql
      as $$ begin raise exception 'the database system is starting up'; end $$`;
    await bench.database.sql`create trigger refuse before delete on graphile_worker._private_jobs
      for each row execute function refuse()`;
    await bench.job();
    await refused;
    await bench.database.sql`drop function refuse cascade`;
    started = [];
    await stop();
  });

  test('that was told to stop ends without a complaint', async () => {
    const { ended: over, stop } = await worker('wrk_g');
    started = [];
    await stop();
    await expect(over).resolves.toBeUndefined();
  });
});

describe('recovery', () => {
  test('gives the jobs of a dead worker to another within seconds', async () => {
    const job = await bench.job();
    // A dead worker: its row is there, its lock is not, and the queue's row is locked under its pool.
    await bench.database.db
      .insert(workers)
      .values({ id: 'wrk_dead', host: 'h', slots: 2, drivers: ['memory'] });
    await transitionJob(bench.database.db, job.id, {}, { to: 'running', workerId: 'wrk_dead' });
    await bench.database.sql`
      update graphile_worker._private_jobs set locked_at = now(), locked_by = 'pool-dead', attempts = 3
      where key = ${`run-job:${job.id}`}`;
    const startedAt = Date.now();
    await worker('wrk_e');
    await ended(job.id);
    expect(Date.now() - startedAt).toBeLessThan(8_000);
    expect(await bench.read(job.id)).toMatchObject({ outcome: 'reproduced', workerId: 'wrk_e' });
    const locked = () => bench.database.sql`select from graphile_worker.jobs where locked_by = 'pool-dead'`;
    await until(async () => expect(await locked()).toHaveLength(0));
    const voided = () => bench.database.sql`select from graphile_worker.jobs where key is null`;
    await until(async () => expect(await voided()).toHaveLength(0));
    expect(await bench.database.db.select().from(workers).where(eq(workers.id, 'wrk_dead'))).toEqual([]);
  });

  test('spares a worker whose lock was free for a moment', async () => {
    const { sweep } = sweeper();
    await bench.database.db.insert(workers).values({ id: 'wrk_back', host: 'h', slots: 1, drivers: [] });
    await sweep();
    await bench.database.db.delete(workers).where(eq(workers.id, 'wrk_back'));
    const options = { databaseUrl: bench.database.url, workerId: 'wrk_back', slots: 1, drivers: [], log };
    const liveness = await startLiveness({ ...options, onLost: () => undefined });
    await sweep();
    await sweep();
    expect(await bench.database.db.select().from(workers).where(eq(workers.id, 'wrk_back'))).toHaveLength(1);
    await liveness.stop();
  });

  test('gives up a worker that holds its lock but has not breathed for 15 s', async () => {
    const lost = vi.fn();
    const options = { databaseUrl: bench.database.url, workerId: 'wrk_stuck', slots: 1, drivers: [], log };
    const liveness = await startLiveness({ ...options, onLost: lost });
    const job = await bench.job();
    await transitionJob(bench.database.db, job.id, {}, { to: 'running', workerId: 'wrk_stuck' });
    // Silence counts once Postgres has been up for as long; the test's may just have started.
    const { sweep } = sweeper();
    await until(async () => {
      await bench.database
        .sql`update workers set heartbeat_at = now() - interval '16 s' where id = 'wrk_stuck'`;
      await sweep();
      expect(await bench.read(job.id)).toMatchObject({ status: 'queued', crashes: 1, epoch: 2 });
    });
    await until(async () => expect(lost).toHaveBeenCalled());
    await liveness.stop();
    await transitionJob(bench.database.db, job.id, {}, { to: 'cancelled' });
  }, 40_000);

  test('ends a job on which workers died twice without a finished step, and one that was being cancelled', async () => {
    const [twice, cancelled] = [await bench.job(), await bench.job()];
    for (const { id } of [twice, cancelled])
      await transitionJob(bench.database.db, id, {}, { to: 'running', workerId: 'wrk_nobody' });
    await bench.database.db.update(jobs).set({ crashes: 1 }).where(eq(jobs.id, twice.id));
    await bench.database.db
      .update(jobs)
      .set({ cancelRequestedAt: new Date() })
      .where(eq(jobs.id, cancelled.id));
    await sweeper().sweep();
    const crashed = await bench.read(twice.id);
    expect(crashed).toMatchObject({ status: 'failed', outcome: 'worker_crashed' });
    expect(crashed.receipt.totalMs).toBeGreaterThan(0);
    expect(await bench.read(cancelled.id)).toMatchObject({ status: 'cancelled', outcome: 'cancelled' });
  });

  test('ends what is older than a day and gives a queued job that lost its task a new one', async () => {
    const [old, forgotten] = [await bench.job(), await bench.job()];
    const longAgo = new Date(Date.now() - 60_000);
    await bench.database.db.update(jobs).set({ deadlineAt: longAgo }).where(eq(jobs.id, old.id));
    await bench.database.db.update(jobs).set({ queuedAt: longAgo }).where(eq(jobs.id, forgotten.id));
    await bench.database
      .sql`delete from graphile_worker._private_jobs where key = ${`run-job:${forgotten.id}`}`;
    await sweeper().sweep();
    expect(await bench.read(old.id)).toMatchObject({ status: 'failed', outcome: 'deadline_exceeded' });
    const tasks = await bench.database
      .sql`select from graphile_worker.jobs where key = ${`run-job:${forgotten.id}`}`;
    expect(tasks).toHaveLength(1);
    await transitionJob(bench.database.db, forgotten.id, {}, { to: 'cancelled' });
  });

  test('gives back its own jobs that it does not work on, after a second look', async () => {
    const { sweep } = sweeper('wrk_own');
    const [running, waiting] = [await bench.job(), await bench.job()];
    await transitionJob(bench.database.db, running.id, {}, { to: 'running', workerId: 'wrk_own' });
    await bench.database.sql`
      update graphile_worker._private_jobs set locked_at = now(), locked_by = 'pool-own'
      where key in ${bench.database.sql([running.id, waiting.id].map((id) => `run-job:${id}`))}`;
    await sweep();
    expect(await bench.read(running.id)).toMatchObject({ status: 'running' });
    await sweep();
    expect(await bench.read(running.id)).toMatchObject({ status: 'queued', crashes: 0 });
    for (const { id } of [running, waiting]) {
      const free = await bench.database.sql`
        select from graphile_worker.jobs where key = ${`run-job:${id}`} and locked_at is null`;
      expect(free).toHaveLength(1);
      await transitionJob(bench.database.db, id, {}, { to: 'cancelled' });
    }
  });

  test('resumes a job of a killed worker at its last finished step', async () => {
    const deps = await bench.deps({ sandbox: createInMemoryDriver([await goodRun()]) });
    const job = await bench.job();
    const hanging = { ...deps, sandbox: createInMemoryDriver([{ hangs: true }]), workerId: 'wrk_killed' };
    const dying = runJob(hanging, job.id, 1);
    await until(async () =>
      expect((await bench.events(job.id)).map(({ type }) => type)).toContain('run.started'),
    );
    await sweeper().sweep();
    hanging.running.stop(job.id, 'claim_lost');
    await dying;
    expect(await bench.read(job.id)).toMatchObject({ status: 'queued', crashes: 1 });
    await runJob({ ...deps, workerId: 'wrk_next' }, job.id, 1);
    expect(await bench.read(job.id)).toMatchObject({ outcome: 'reproduced', crashes: 0 });
    expect(deps.server.requests).toHaveLength(4);
  });
});
