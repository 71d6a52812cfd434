import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from '../ports.ts';
import { until } from '../until.ts';
import { type Fleet, startFleet } from './fleet.ts';
import { atRest } from './invariants.ts';
import { percentile } from './percentile.ts';
import type { Verdict } from './suites.ts';
import { table } from './table.ts';

const crews = [1, 2, 4, 8];
const slots = 2;
const rounds = 3;
/** Jobs that wait: four model calls of this length each, and little work of ours. */
const modelMs = 2_500;

/** Jobs a second of 1, 2, 4 and 8 workers, and how much of the ideal that is. */
export async function efficiencySuite(): Promise<Verdict> {
  const rates: number[] = [];
  for (const workers of crews) {
    const fleet = await startFleet({ workers, slots, modelMs, runMs: 500 });
    try {
      rates.push(await jobsPerSecond(fleet, workers * slots * rounds));
    } finally {
      await fleet.close();
    }
  }
  const [one = Number.NaN] = rates;
  const rows = rates.map((rate, i) => {
    const workers = crews[i] ?? 0;
    return [workers, rate.toFixed(3), (rate / (one * workers)).toFixed(3)];
  });
  return { text: table([['workers', 'jobs/s', 'efficiency'], ...rows]), violations: [] };
}

async function jobsPerSecond(fleet: Fleet, count: number): Promise<number> {
  // One job first: what is loaded on first use is no matter of the number of workers.
  for (let n = 0; n < fleet.workers().length * slots; n += 1) await fleet.job();
  await atRest(fleet);
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: count }, () => fleet.job()));
  await atRest(fleet, 300_000);
  return count / ((performance.now() - startedAt) / 1000);
}

const count = 200;
const everyMs = 400;

/** From asking for a job to its start on an idle fleet, beside Celery with Redis at the same time and pace. */
export async function latencySuite(): Promise<Verdict> {
  const fleet = await startFleet({ workers: 4, slots: 4, modelMs: 1, runMs: 0 });
  try {
    await fleet.job();
    await atRest(fleet);
    const theirs = celeryLatencies();
    const asked = new Map<string, number>();
    for (let n = 0; n < count; n += 1) {
      const before = Date.now();
      asked.set((await fleet.job()).id, before);
      await pause(everyMs);
    }
    await atRest(fleet);
    const starts = await fleet.database.sql<{ id: string; at: Date }[]>`
      select job_id as id, at from job_events where type = 'job.started'`;
    const ours = starts.flatMap(({ id, at }) => {
      const before = asked.get(id);
      return before === undefined ? [] : [at.getTime() - before];
    });
    const line = (name: string, values: readonly number[] | string) =>
      typeof values === 'string'
        ? [name, values]
        : [name, values.length, percentile(values, 0.5).toFixed(1), percentile(values, 0.95).toFixed(1)];
    const head = ['from asking to start', 'jobs', 'p50 ms', 'p95 ms'];
    return {
      text: table([head, line('Snaprun', ours), line('Celery + Redis', await theirs)]),
      violations: [],
    };
  } finally {
    await fleet.close();
  }
}

async function celeryLatencies(): Promise<number[] | string> {
  const python = process.env.CHAOS_CELERY_PYTHON;
  const redis = '/usr/bin/redis-server';
  if (!python || !existsSync(redis))
    return 'skipped: set CHAOS_CELERY_PYTHON to a Python that has celery[redis], and install redis-server';
  const port = await freePort();
  const server = spawn(redis, ['--port', String(port), '--save', '', '--bind', '127.0.0.1'], {
    stdio: 'ignore',
  });
  const ended = once(server, 'exit');
  try {
    const folder = fileURLToPath(new URL('.', import.meta.url));
    const ask = (broker: string) =>
      promisify(execFile)(python, ['celery_latency.py', String(count), String(everyMs / 1000), broker], {
        cwd: folder,
      });
    const { stdout } = await until('Redis answered', () => ask(`redis://127.0.0.1:${port}/0`));
    return JSON.parse(stdout) as number[];
  } finally {
    server.kill('SIGTERM');
    await ended;
  }
}
