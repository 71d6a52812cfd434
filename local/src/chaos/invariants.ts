import { finalEvents, type JobEvent } from '@snaprun/core/events';
import { until } from '../until.ts';
import type { Fleet } from './fleet.ts';

/** What one call of each kind makes: two looks, a decision, a program. */
const callsOfAJob = 4;

/**
 * Looks at everything from outside, once the fleet has come to rest, and tells what is not as promised; an empty list
 * is what is wanted. `kills` is how often workers were made to die: at most one model call may be repeated for each.
 */
export async function violations(fleet: Fleet, kills: number, isOutage = false): Promise<string[]> {
  const unrest = await atRest(fleet).then(
    () => [],
    (error: Error) => [error.message],
  );
  return [
    ...unrest,
    ...(await eachJob(fleet, kills, isOutage)),
    ...(await leftInPostgres(fleet)),
    ...(await leftInStorage(fleet)),
  ];
}

/** Resolves when every job is final and its tasks are through. */
export async function atRest({ database: { sql } }: Fleet, timeoutMs = 120_000): Promise<void> {
  let left: unknown;
  await until(
    () => `the fleet came to no rest: ${JSON.stringify(left)}`,
    async () => {
      const [row] = await sql<{ active: number; tasks: number }[]>`
        select (select count(*)::int from jobs where status in ('queued', 'running')) as active,
          (select count(*)::int from graphile_worker.jobs) as tasks`;
      left = row;
      return row?.active === 0 && row.tasks === 0;
    },
    timeoutMs,
  );
}

async function eachJob({ database: { sql }, models }: Fleet, kills: number, isOutage: boolean) {
  const said: string[] = [];
  const jobs = await sql<
    { id: string; seed: number; status: string; outcome: string; calls: number; event_seq: number }[]
  >`select id, seed, status, outcome, event_seq, (receipt->>'modelCalls')::int as calls from jobs`;
  let repeated = 0;
  for (const job of jobs) {
    const events = await sql<{ seq: number; type: JobEvent['type']; data: { code?: string } }[]>`
      select seq, type, data from job_events where job_id = ${job.id} order by seq`;
    const say = (what: string) => said.push(`${job.id}: ${what}`);
    if (events.some(({ seq }, i) => seq !== i + 1) || events.length !== job.event_seq)
      say('its events have a gap');
    const finals = events.filter(({ type }) => finalEvents.includes(type));
    if (finals.length !== 1 || events.at(-1) !== finals[0])
      say(`it has ${finals.length} final events, or one that is not the last`);
    if (job.status === 'failed' && !(job.outcome === 'worker_crashed' && diedTwice(events)))
      say(`it failed: ${job.outcome}`);
    const keys = await sql<{ object_key: string; attempt_id: string }[]>`
      select object_key, attempt_id from files
      where job_id = ${job.id} and role = 'artifact' and name <> 'fidelity.json'`;
    const epochs = new Map<string, Set<string>>();
    for (const { object_key: key, attempt_id: attempt } of keys) {
      const ofAttempt = epochs.get(attempt) ?? new Set<string>();
      epochs.set(attempt, ofAttempt.add(/\/e(\d+)\/artifacts/.exec(key)?.[1] ?? key));
    }
    for (const [attempt, ofAttempt] of epochs)
      if (ofAttempt.size > 1) say(`the artifacts of ${attempt} are of ${ofAttempt.size} claims`);
    const asked = models.asked(job.seed);
    const again = asked.reduce((sum, times) => sum + times - 1, 0);
    repeated += again;
    if (job.status === 'succeeded' && asked.length < callsOfAJob)
      say(`only ${asked.length} of its ${callsOfAJob} calls reached the models`);
    const total = asked.reduce((sum, times) => sum + times, 0);
    if (!isOutage && total > job.calls)
      say(`its receipt tells of ${job.calls} calls, the models of ${total}`);
  }
  if (!isOutage && repeated > kills) said.push(`${repeated} model calls were repeated for ${kills} deaths`);
  return said;
}

/** Whether a job was given up as promised: taken from two workers without a step finished in between. */
function diedTwice(events: readonly { type: JobEvent['type'] }[]): boolean {
  const types = events.map(({ type }) => type);
  const lastMove = types.lastIndexOf('job.moved');
  return lastMove >= 0 && !types.slice(lastMove).includes('step.finished');
}

async function leftInPostgres({ database: { sql } }: Fleet): Promise<string[]> {
  const counts = await sql<{ what: string; n: number }[]>`
    select 'checkpoints' as what, count(*)::int as n from langgraph.checkpoints
    union all select 'checkpoint blobs', count(*)::int from langgraph.checkpoint_blobs
    union all select 'checkpoint writes', count(*)::int from langgraph.checkpoint_writes
    union all select 'tasks', count(*)::int from graphile_worker.jobs
    union all select 'sandboxes', count(*)::int from boxes
    union all select 'dead workers', count(*)::int from workers where heartbeat_at < now() - interval '20 s'
    union all select 'locks of nobody', count(*)::int from pg_locks l
      where l.locktype = 'advisory' and not exists (select from pg_stat_activity a where a.pid = l.pid)`;
  // What was used outlives the jobs that were deleted; where none was, the two are the same.
  const [sums] = await sql<{ day: number; receipts: number; all: boolean }[]>`
    select (select coalesce(sum(model_calls), 0)::int from usage_days) as day,
      (select coalesce(sum((receipt->>'modelCalls')::int), 0)::int from jobs) as receipts,
      (select coalesce(sum(jobs), 0) from usage_days) = (select count(*) from jobs) as all`;
  const addsUp = sums !== undefined && (sums.all ? sums.day === sums.receipts : sums.day >= sums.receipts);
  return [
    ...counts.filter(({ n }) => n > 0).map(({ what, n }) => `${n} ${what} were left behind`),
    ...(addsUp ? [] : [`receipts tell of ${sums?.receipts} calls, usage of ${sums?.day}`]),
  ];
}

async function leftInStorage({ database: { sql }, storage }: Fleet): Promise<string[]> {
  const rows = await sql<{ key: string }[]>`
    select object_key as key from files union select thumbnail_key from files where thumbnail_key is not null`;
  const known = new Set(rows.map(({ key }) => key));
  const there = new Set(await storage.list(''));
  const orphans = [...there].filter((key) => !known.has(key));
  const missing = [...known].filter((key) => !there.has(key));
  return [
    ...(orphans.length > 0 ? [`${orphans.length} objects belong to nothing, such as ${orphans[0]}`] : []),
    ...(missing.length > 0 ? [`${missing.length} objects are missing, such as ${missing[0]}`] : []),
  ];
}
