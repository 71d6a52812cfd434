import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { AppError } from '@snaprun/core/errors';
import { removeJob } from '@snaprun/core/removal';
import { type Fleet, startFleet } from './fleet.ts';
import { atRest, violations } from './invariants.ts';
import { recoveries } from './kills.ts';
import { percentile } from './percentile.ts';
import { table } from './table.ts';

/**
 * `npm run soak -- --minutes N`: steady load on four workers, one of which is killed every 20 s, one never.
 *
 * Finished jobs are deleted after a minute as their owner would, so that whatever grows, grows by itself. Ends with 0
 * when memory, handles, connections and tables at the end equal those at the start within bounds.
 */
const { values } = parseArgs({ options: { minutes: { type: 'string', default: '20' } } });
const everyMs = 1_500;
const killEveryMs = 20_000;
const warmUpMs = 45_000;

interface Sample {
  what: string;
  value: number;
  /** How much more than at the start it may be at the end. */
  more: number;
}

const fleet = await startFleet({ workers: 4, modelMs: 100, runMs: 200 });
let kills = 0;
let jobs = 0;
let isOn = true;
try {
  const [steady] = fleet.workers();
  if (steady === undefined) throw new Error('No worker has started.');
  const load = Promise.all([
    often(everyMs, async () => {
      await fleet.job();
      jobs += 1;
    }),
    often(5_000, () => removeOld(fleet, '1 minute')),
    often(killEveryMs, async () => {
      const mortal = fleet.workers().filter((worker) => worker !== steady);
      mortal[Math.floor(Math.random() * mortal.length)]?.kill('SIGKILL');
      kills += 1;
    }),
  ]);
  await pause(warmUpMs);
  const start = await sample(fleet, steady.pid);
  await pause(Number(values.minutes) * 60_000);
  const end = await sample(fleet, steady.pid);
  isOn = false;
  await load;
  await atRest(fleet);
  const times = await recoveries(fleet);
  const broken = await violations(fleet, kills);
  await removeOld(fleet, '0 seconds');
  const rows = start.map(({ what, value, more }, i) => {
    const now = end[i]?.value ?? Number.NaN;
    return {
      line: [what, value, now, now <= value + more ? 'ok' : `✗ more than ${more} more`],
      ok: now <= value + more,
    };
  });
  process.stdout.write(
    `${values.minutes} minutes, ${jobs} jobs, ${kills} workers killed; taken over p50 ${percentile(times, 0.5)} ms, max ${Math.max(...times)} ms\n${table([['what', 'start', 'end', ''], ...rows.map(({ line }) => line)])}\n`,
  );
  for (const violation of broken) process.stdout.write(`✗ ${violation}\n`);
  process.exitCode = broken.length === 0 && rows.every(({ ok }) => ok) ? 0 : 1;
} finally {
  isOn = false;
  await fleet.close();
}
process.exit();

async function often(ms: number, act: () => Promise<unknown>): Promise<void> {
  while (isOn) {
    await act();
    await pause(ms);
  }
}

async function removeOld({ database: { db, sql }, storage }: Fleet, age: string): Promise<void> {
  const old = await sql<{ id: string; user: string }[]>`
    select id, user_id as user from jobs where finished_at < now() - ${age}::interval
    and id <> (select min(id) from jobs) limit 100`;
  for (const { id, user } of old) {
    await removeJob({ db, storage }, user, id).catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error; // deleted meanwhile
    });
  }
}

async function sample({ database: { sql }, pids }: Fleet, steady: number): Promise<Sample[]> {
  const processes = { 'worker that is never killed': steady, ...pids };
  const ofProcesses = await Promise.all(
    Object.entries(processes).map(async ([name, pid]) => [
      { what: `${name}: memory (MB)`, value: await residentMb(pid), more: 80 },
      { what: `${name}: handles`, value: (await readdir(`/proc/${pid}/fd`)).length, more: 30 },
    ]),
  );
  const [counts] = await sql<{ connections: number; rows: number; kb: number }[]>`
    select (select count(*)::int from pg_stat_activity where datname = current_database()) as connections,
      (select count(*)::int from job_events) + (select count(*)::int from langgraph.checkpoints)
        + (select count(*)::int from graphile_worker.jobs) as rows,
      (select (sum(pg_total_relation_size(c.oid)) / 1024)::int from pg_class c where relkind = 'r'
        and relnamespace::regnamespace::text in ('public', 'langgraph', 'graphile_worker')) as kb`;
  return [
    ...ofProcesses.flat(),
    { what: 'connections', value: counts?.connections ?? 0, more: 25 },
    { what: 'rows of events, checkpoints, tasks', value: counts?.rows ?? 0, more: 2_000 },
    { what: 'tables (KB)', value: counts?.kb ?? 0, more: 20_000 },
  ];
}

async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024);
}
