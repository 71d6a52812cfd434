import { setTimeout as pause } from 'node:timers/promises';
import { cancelInEachStep } from './cancels.ts';
import { type Fleet, type FleetOptions, startFleet } from './fleet.ts';
import { atRest, violations } from './invariants.ts';
import { boundaries, handOvers, killAt, killAtRandom, type Recovery, recoveries } from './kills.ts';
import { type Outage, outages, suffer, unended } from './outages.ts';
import { percentile } from './percentile.ts';
import { table } from './table.ts';
import { stopAndContinue } from './zombies.ts';

export interface Verdict {
  text: string;
  /** What was not as promised. */
  violations: string[];
}

/** Runs a suite on a fleet of its own, and ends that whatever happens. */
export async function onFleet(options: FleetOptions, suite: (fleet: Fleet) => Promise<Verdict>) {
  const fleet = await startFleet(options);
  try {
    return await suite(fleet);
  } finally {
    await fleet.close();
  }
}

/** A death at every step boundary, `rounds` times each; it begins no new one after `budgetMs`. */
export async function killSuite(
  fleet: Fleet,
  rounds: number,
  budgetMs = Number.POSITIVE_INFINITY,
): Promise<Verdict> {
  const startedAt = performance.now();
  const deaths: Recovery[] = [];
  for (let round = 0; round < rounds; round += 1)
    for (const point of [...boundaries, ...handOvers])
      if (performance.now() - startedAt < budgetMs) deaths.push(await killAt(fleet, point, round));
  const of = (point: string) => deaths.flatMap((one) => (one.point === point ? (one.ms ?? []) : []));
  const all = deaths.flatMap(({ ms }) => ms ?? []);
  const line = (name: string, values: readonly number[]) =>
    [name, values.length, percentile(values, 0.5), Math.max(...values)] as const;
  const rows = [...boundaries, ...handOvers].flatMap((point) =>
    of(point).length > 0 ? [line(point, of(point))] : [],
  );
  return {
    text: `${deaths.length} deaths\n${table([['killed', 'taken over', 'p50 ms', 'max ms'], ...rows, line('all', all)])}`,
    violations: await violations(fleet, deaths.length),
  };
}

/** Steady jobs while workers are killed at random for so long, then until all have ended. */
export async function randomSuite(
  fleet: Fleet,
  jobs: number,
  killMs: number,
  everyMs: number,
): Promise<Verdict> {
  const endAt = Date.now() + killMs;
  const killing = killAtRandom(fleet, everyMs, () => Date.now() < endAt);
  for (let n = 0; n < jobs; n += 1) {
    await fleet.job();
    await pause((killMs * 0.8) / jobs);
  }
  const kills = await killing;
  await atRest(fleet, 1_200_000);
  const { sql } = fleet.database;
  const outcomes = await sql<{ outcome: string; n: number }[]>`
    select outcome, count(*)::int as n from jobs group by 1 order by 2 desc`;
  const times = await recoveries(fleet);
  const said = outcomes.map(({ outcome, n }) => `${n} ${outcome}`).join(', ');
  return {
    text: `${jobs} jobs, ${kills} workers killed: ${said}; taken over p50 ${percentile(times, 0.5)} ms, max ${Math.max(...times)} ms of ${times.length}`,
    violations: await violations(fleet, kills),
  };
}

/** Workers that are stopped for 30 s and go on. */
export async function zombieSuite(fleet: Fleet): Promise<Verdict> {
  const { takenOverMs, written } = await stopAndContinue(fleet);
  return {
    text: `${takenOverMs.length} workers stopped for 30 s; their jobs were taken over after ${takenOverMs.join(', ')} ms; written afterwards: ${written.length} lines`,
    violations: [
      ...written.map((line) => `a stopped worker wrote: ${line}`),
      ...(await violations(fleet, takenOverMs.length)),
    ],
  };
}

/** The outages of these names, one after the other. */
export async function outageSuite(
  fleet: Fleet,
  wanted: (outage: Outage) => boolean,
  ms?: number,
): Promise<Verdict> {
  const rows: (string | number)[][] = [['outage', 'recovered ms', 'outcomes', 'what people saw']];
  const late: string[] = [];
  for (const outage of outages.filter(wanted)) {
    const report = await suffer(fleet, outage, ms ?? outage.ms);
    const outcomes = [...new Set(report.outcomes)].map(
      (outcome) => `${report.outcomes.filter((one) => one === outcome).length} ${outcome}`,
    );
    if (report.outcomes.includes(unended)) late.push(`${report.name}: a job had not ended two minutes later`);
    rows.push([report.name, report.recoveredMs, outcomes.join(', '), report.saw.join(' | ')]);
  }
  return { text: table(rows), violations: [...late, ...(await violations(fleet, 0, true))] };
}

/** A cancel in the middle of each step. */
export async function cancelSuite(fleet: Fleet): Promise<Verdict> {
  const reports = await cancelInEachStep(fleet);
  return {
    text: table([
      ['cancelled in', 'ms', 'outcome'],
      ...reports.map(({ step, ms, outcome }) => [step, ms, outcome]),
    ]),
    violations: [
      ...reports.filter(({ ms }) => ms > 5_000).map(({ step, ms }) => `a cancel in ${step} took ${ms} ms`),
      ...(await violations(fleet, 0, true)),
    ],
  };
}
