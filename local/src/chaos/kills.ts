import { setTimeout as pause } from 'node:timers/promises';
import { finalEvents, stepNames } from '@snaprun/core/events';
import { until } from '../until.ts';
import type { Fleet } from './fleet.ts';

/** Every place at which a worker is made to die; a job passes each of them. */
export const boundaries: readonly string[] = [
  'after-claim',
  ...stepNames.flatMap((step) => [`before-${step}`, `after-${step}`]),
  'before-model-call',
  'after-model-call',
  'before-checkpoint',
  'after-checkpoint',
  'before-artifact',
  'after-artifact',
  'in-sandbox',
  'before-final-event',
  'after-final-event',
];
/** Those that are passed on the way out of a worker that is told to stop. */
export const handOvers = ['before-hand-over', 'after-hand-over'];
/** Those that a job passes several times: each round dies at another of them. */
const passedOften = new Set([
  'before-model-call',
  'after-model-call',
  'before-checkpoint',
  'after-checkpoint',
]);

export interface Recovery {
  point: string;
  /** From the death to the first move of another worker, in ms; null where the job had ended already. */
  ms: number | null;
}

/** Kills the worker of a job at one boundary, and resolves when the job has ended. */
export async function killAt(fleet: Fleet, point: string, round: number): Promise<Recovery> {
  // The last victim's place is taken again.
  await until('the fleet is whole again', () => fleet.workers().length >= fleet.size, 120_000);
  const before = fleet.deaths.length;
  if (!passedOften.has(point)) await fleet.arm(point, 'kill');
  const job = await fleet.job();
  if (passedOften.has(point)) {
    await reached(fleet, job.id, round);
    await fleet.arm(point, 'kill');
  }
  if (handOvers.includes(point)) {
    const holder = await runningOn(fleet, job.id);
    fleet
      .workers()
      .find(({ workerId }) => workerId === holder)
      ?.kill('SIGTERM');
  }
  await until(`a worker died ${point}`, () => fleet.deaths.length > before);
  const death = fleet.deaths.at(-1);
  await ended(fleet, job.id);
  const ms = death === undefined ? null : await takenOverAfter(fleet, job.id, death.at);
  return { point, ms };
}

/** From a moment to the next claim of a job, in ms. */
export async function takenOverAfter({ database: { sql } }: Fleet, jobId: string, at: number) {
  const [claim] = await sql<{ at: Date }[]>`
    select at from job_events where job_id = ${jobId} and type = 'job.started' and at > ${new Date(at)}
    order by seq limit 1`;
  return claim === undefined ? null : claim.at.getTime() - at;
}

/** Resolves when a job's events are this many steps on. */
async function reached({ database: { sql } }: Fleet, jobId: string, steps: number): Promise<void> {
  await until(`job ${jobId} came to step ${steps}`, async () => {
    const [row] = await sql<{ n: number }[]>`
      select count(*)::int as n from job_events where job_id = ${jobId} and type = 'step.finished'`;
    return (row?.n ?? 0) >= steps;
  });
}

/** The worker that has a job, once one has. */
export function runningOn({ database: { sql } }: Fleet, jobId: string): Promise<string> {
  return until(`job ${jobId} runs`, async () => {
    const [row] = await sql<{ worker: string | null }[]>`
      select worker_id as worker from jobs where id = ${jobId} and status = 'running'`;
    return row?.worker;
  });
}

/** Resolves when a job has ended, with its outcome. */
export function ended({ database: { sql } }: Fleet, jobId: string, timeoutMs = 60_000): Promise<string> {
  return until(
    `job ${jobId} ended`,
    async () => {
      const [row] = await sql<{ outcome: string | null }[]>`select outcome from jobs where id = ${jobId}`;
      return row?.outcome;
    },
    timeoutMs,
  );
}

/** Kills a worker at random every now and then while `isOn`; resolves with how many. */
export async function killAtRandom(fleet: Fleet, everyMs: number, isOn: () => boolean): Promise<number> {
  let kills = 0;
  while (isOn()) {
    await pause(everyMs * (0.5 + Math.random()));
    const crew = fleet.workers();
    const victim = crew[Math.floor(Math.random() * crew.length)];
    if (victim === undefined || !isOn()) continue;
    victim.kill('SIGKILL');
    kills += 1;
  }
  return kills;
}

/** How long after each death at random a job of the dead worker was claimed again, in ms. */
export async function recoveries({ database: { sql }, deaths }: Fleet): Promise<number[]> {
  const claims = await sql<{ job: string; type: string; at: Date; worker: string | null }[]>`
    select job_id as job, type, at, data->>'workerId' as worker from job_events
    where type in ('job.started', ${finalEvents[0] ?? ''}, 'job.failed', 'job.cancelled') order by job_id, seq`;
  const diedAt = new Map(deaths.map(({ workerId, at }) => [workerId, at]));
  return claims.flatMap(({ job, worker }, i) => {
    const next = claims[i + 1];
    const death = worker === null ? undefined : diedAt.get(worker);
    if (death === undefined || next?.job !== job || next.type !== 'job.started') return [];
    return next.at.getTime() >= death ? [next.at.getTime() - death] : [];
  });
}
