import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../until.ts';
import type { Fleet } from './fleet.ts';
import { ended } from './kills.ts';

/** Where a worker is stopped: right before it writes to each of the places it writes to. */
const stoppedAt = ['before-artifact', 'before-checkpoint', 'after-model-call', 'in-sandbox'];
const stoppedMs = 30_000;

export interface ZombieReport {
  takenOverMs: number[];
  /** What differs after the stopped workers went on; empty as promised. */
  written: string[];
}

/** Stops workers in the middle of jobs for 30 s, lets them go on, and compares what is stored before and after. */
export async function stopAndContinue(fleet: Fleet): Promise<ZombieReport> {
  const stopped: { pid: number; jobId: string; at: number }[] = [];
  for (const point of stoppedAt) {
    await fleet.arm(point, 'stop');
    const job = await fleet.job();
    const pid = await until(`a worker stopped ${point}`, async () => {
      const asleep = await Promise.all(
        fleet.workers().map(async ({ pid }) => ((await isStopped(pid)) ? pid : 0)),
      );
      return asleep.find((one) => one > 0 && !stopped.some(({ pid }) => pid === one));
    });
    stopped.push({ pid, jobId: job.id, at: Date.now() });
  }
  const takenOverMs = await Promise.all(
    stopped.map(async ({ jobId, at }) => {
      await ended(fleet, jobId, 90_000);
      const [moved] = await fleet.database.sql<{ at: Date }[]>`
        select at from job_events where job_id = ${jobId} and type = 'job.moved' order by seq limit 1`;
      return moved === undefined ? Number.NaN : moved.at.getTime() - at;
    }),
  );
  const last = Math.max(...stopped.map(({ at }) => at));
  await pause(Math.max(0, last + stoppedMs - Date.now()));
  const before = await stored(fleet);
  for (const { pid } of stopped) process.kill(pid, 'SIGCONT');
  await until('the continued workers ended', () =>
    fleet.workers().every(({ pid }) => !stopped.some((one) => one.pid === pid)),
  );
  const after = await stored(fleet);
  return { takenOverMs, written: after.filter((line) => !before.includes(line)) };
}

async function isStopped(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''); // it has ended
  return /\) T /.test(stat);
}

/** Everything that a worker writes, a line each. */
async function stored({ database: { sql }, storage }: Fleet): Promise<string[]> {
  const rows = await sql<{ line: string }[]>`
    select 'job ' || id || ' ' || status || ' ' || epoch || ' ' || event_seq || ' ' || receipt::text as line from jobs
    union all select 'event ' || job_id || ' ' || seq || ' ' || type from job_events
    union all select 'attempt ' || id || ' ' || epoch || ' ' || md5(code) from attempts
    union all select 'file ' || id || ' ' || object_key || ' ' || sha256 from files
    union all select 'checkpoint ' || thread_id || ' ' || checkpoint_id from langgraph.checkpoints
    union all select 'answer ' || thread_id || ' ' || checkpoint_id || ' ' || idx from langgraph.checkpoint_writes`;
  return [...rows.map(({ line }) => line), ...(await storage.list('')).map((key) => `object ${key}`)];
}
