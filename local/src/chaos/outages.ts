import { setTimeout as pause } from 'node:timers/promises';
import type { Job } from '@snaprun/core/schema/jobs';
import { until } from '../until.ts';
import type { Fault } from './fault-proxy.ts';
import type { Fleet } from './fleet.ts';
import { ended } from './kills.ts';

/** One way in which the world around the fleet can fail. */
export interface Outage {
  name: string;
  /** How long it lasts, unless the suite shortens it. */
  ms: number;
  begin(fleet: Fleet): Promise<unknown>;
  end(fleet: Fleet): Promise<unknown>;
}

export interface OutageReport {
  name: string;
  /** What `GET /readyz` and the job's own events said meanwhile. */
  saw: string[];
  /** From the end of the outage to the last of its jobs being done, in ms. */
  recoveredMs: number;
  outcomes: string[];
}

/** The outcome of a job that has not ended two minutes after the outage. */
export const unended = 'still waiting';

const s3Error = (code: string) =>
  `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`;
const storage = (name: string, fault: Fault): Outage => ({
  name: `storage ${name}`,
  ms: 10_000,
  begin: ({ faults }) => faults.storage.set(fault),
  end: ({ faults }) => faults.storage.set({ kind: 'none' }),
});
const models = (name: string, fault: Fault): Outage => ({
  name: `models ${name}`,
  ms: 10_000,
  begin: ({ faults }) => faults.models.set(fault),
  end: ({ faults }) => faults.models.set({ kind: 'none' }),
});

/** Repeats something until it is told to end. */
function again(everyMs: number, act: (fleet: Fleet, n: number) => Promise<unknown>) {
  let running = Promise.resolve();
  let isOn = false;
  return {
    begin: async (fleet: Fleet) => {
      isOn = true;
      running = (async () => {
        for (let n = 0; isOn; n += 1) {
          await act(fleet, n);
          await pause(everyMs);
        }
      })();
    },
    end: async () => {
      isOn = false;
      await running;
    },
  };
}

const flapping = again(700, ({ faults }, n) => faults.models.set({ kind: n % 2 === 0 ? 'down' : 'none' }));
const cutting = again(
  200,
  ({ database: { sql } }) => sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = 'snaprun' and application_name not like 'snaprun chaos%' order by random() limit 1`,
);

export const outages: readonly Outage[] = [
  {
    name: 'Postgres stops and starts',
    ms: 5_000,
    begin: ({ postgres }) => postgres.end('SIGINT'),
    end: ({ postgres }) => postgres.start(),
  },
  {
    name: 'Postgres crashes and is away for longer than a heartbeat',
    ms: 18_000,
    begin: ({ postgres }) => postgres.end('SIGQUIT'),
    end: ({ postgres }) => postgres.start(),
  },
  { name: 'Postgres cuts five connections a second', ms: 60_000, ...cutting },
  {
    name: 'Postgres only lets itself be read',
    ms: 20_000,
    begin: (fleet) => readOnly(fleet, true),
    end: (fleet) => readOnly(fleet, false),
  },
  storage('down', { kind: 'down' }),
  storage('slow (1.5 s a call)', { kind: 'slow', ms: 1_500 }),
  storage('silent', { kind: 'silent' }),
  storage('denying', { kind: 'status', status: 403, body: s3Error('AccessDenied') }),
  storage('full', { kind: 'status', status: 507, body: s3Error('XMinioStorageFull'), methods: ['PUT'] }),
  models('down', { kind: 'down' }),
  models('slow (3 s a call)', { kind: 'slow', ms: 3_000 }),
  models('asleep', { kind: 'status', status: 503, body: '{"error":{"message":"warming up"}}' }),
  {
    name: 'models flapping',
    ms: 10_000,
    begin: flapping.begin,
    end: async ({ faults }) => {
      await flapping.end();
      await faults.models.set({ kind: 'none' });
    },
  },
];

async function readOnly({ database: { sql } }: Fleet, isOn: boolean): Promise<void> {
  await sql.unsafe(`alter system set default_transaction_read_only = ${isOn ? 'on' : 'off'}`);
  await sql`select pg_reload_conf()`;
}

/** Has jobs under way when an outage begins and asks for more during it; resolves when all have ended. */
export async function suffer(fleet: Fleet, outage: Outage, ms = outage.ms): Promise<OutageReport> {
  const jobs: Job[] = [await fleet.job(), await fleet.job(), await fleet.job()];
  await until('a job is under way', async () => {
    const [row] = await fleet.database.sql<{ n: number }[]>`
      select count(*)::int as n from job_events where job_id in ${fleet.database.sql(jobs.map(({ id }) => id))}
      and type = 'step.finished'`;
    return (row?.n ?? 0) >= 2;
  });
  await outage.begin(fleet);
  const readiness = new Set<string>();
  const endAt = Date.now() + ms;
  while (Date.now() < endAt) {
    readiness.add(await readinessOf(fleet));
    // Where Postgres takes nothing there can be no new job either.
    if (jobs.length < 5)
      await fleet.job().then(
        (job) => jobs.push(job),
        () => undefined,
      );
    await pause(1_000);
  }
  await outage.end(fleet);
  const endedAt = performance.now();
  const outcomes = await Promise.all(jobs.map(({ id }) => ended(fleet, id, 120_000).catch(() => unended)));
  const recoveredMs = Math.round(performance.now() - endedAt);
  return { name: outage.name, saw: [...readiness, ...(await reasonsOf(fleet, jobs))], recoveredMs, outcomes };
}

async function readinessOf({ api }: Fleet): Promise<string> {
  try {
    const answer = await fetch(`${api.url}/readyz`, { signal: AbortSignal.timeout(10_000) });
    if (answer.status === 200) return 'readyz: ready';
    const { detail } = (await answer.json()) as { detail?: string };
    return `readyz ${answer.status}: ${detail}`;
  } catch {
    return 'readyz: no answer in 10 s'; // the api is promised to answer, so the table shows it
  }
}

/** What the jobs' own pages told of waiting. */
async function reasonsOf({ database: { sql } }: Fleet, jobs: readonly Job[]): Promise<string[]> {
  const rows = await sql<{ said: string }[]>`
    select distinct type || ': ' || coalesce(data->>'reason', '') as said from job_events
    where job_id in ${sql(jobs.map(({ id }) => id))} and type in ('job.moved', 'model.waiting')`;
  return rows.map(({ said }) => said);
}
