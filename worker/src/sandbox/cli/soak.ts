import { readFile } from 'node:fs/promises';
import type { SandboxDriver } from '../driver.ts';
import { watchLeftovers } from './leftovers.ts';
import { median } from './median.ts';
import { oneLine } from './printable.ts';
import { type SoakJob, soakJobs } from './soak-jobs.ts';
import { duration, size } from './units.ts';
import { whenReady } from './when-ready.ts';

export interface SoakReport {
  driver: string;
  runtime: string;
  jobs: number;
  pool: number;
  seconds: number;
  /** Names and what was wrong. */
  wrong: { job: string; what: string }[];
  /** Milliseconds from claim to result of the honest jobs. */
  honestMedianMs: number;
  honestWorstMs: number;
  /** What the machine had to give before, at the tightest moment, and after. */
  availableBytes: { before: number; least: number; after: number };
  leftovers: string[];
}

export interface SoakOptions {
  jobs: number;
  pool: number;
  open: () => Promise<SandboxDriver>;
  others: () => Promise<string[]>;
  say: (line: string) => void;
  signal: AbortSignal;
}

/** Puts many jobs through one driver, `pool` at a time, and checks the result of each. */
export async function runSoak({ jobs, pool, open, others, say, signal }: SoakOptions): Promise<SoakReport> {
  const before = await availableBytes();
  let least = before;
  const watch = watchLeftovers(others);
  const driver = await open();
  const wrong: SoakReport['wrong'] = [];
  const honestMs: number[] = [];
  const pending = soakJobs(jobs);
  let startedAt = performance.now();
  let done = 0;

  const runNext = async (): Promise<void> => {
    for (let next = pending.shift(); next !== undefined && !signal.aborted; next = pending.shift()) {
      const jobStartedAt = performance.now();
      const what = await runOne(driver, next, signal);
      if (what !== null && !signal.aborted) {
        wrong.push({ job: next.name, what });
        say(`✗ ${next.name}: ${what}`);
      }
      if (!next.name.includes('/')) honestMs.push(performance.now() - jobStartedAt);
      least = Math.min(least, await availableBytes());
      if (++done % 20 === 0) say(`${done} of ${jobs} jobs are done, ${wrong.length} wrong.`);
    }
  };
  try {
    await whenReady(driver, pool, signal);
    startedAt = performance.now();
    await Promise.all(Array.from({ length: pool }, runNext));
  } finally {
    await driver.close();
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const leftovers = await watch.found();
  const available = { before, least, after: await availableBytes() };
  const { name, runtime } = driver;
  return {
    ...{ driver: name, runtime, jobs: done, pool, seconds, wrong },
    honestMedianMs: median(honestMs),
    honestWorstMs: Math.max(...honestMs),
    availableBytes: available,
    leftovers,
  };
}

async function runOne(
  driver: SandboxDriver,
  { job, check }: SoakJob,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    return check(await driver.run(job, signal).result, { driver: driver.name, runtime: driver.runtime });
  } catch (error) {
    return oneLine(error instanceof Error ? error.message : String(error));
  }
}

/** The report for people. */
export function describeSoak(report: SoakReport): string {
  const { driver, runtime, jobs, pool, seconds, wrong, honestMedianMs, honestWorstMs, leftovers } = report;
  const { before, least, after } = report.availableBytes;
  return [
    `${jobs} jobs on ${driver} (${runtime}) through a pool of ${pool} in ${seconds.toFixed(0)} s: ${jobs - wrong.length} right, ${wrong.length} wrong`,
    `honest jobs: ${duration(honestMedianMs)} in the middle, ${duration(honestWorstMs)} at worst`,
    `memory available: ${size(before)} before, ${size(least)} at the tightest, ${size(after)} after`,
    `left on this machine: ${leftovers.length === 0 ? 'nothing' : leftovers.join(', ')}`,
  ].join('\n');
}

/** Bytes that could be used without swapping (`MemAvailable` of proc_meminfo(5)). */
async function availableBytes(): Promise<number> {
  const [, kibibytes = '0'] =
    /^MemAvailable:\s+(\d+) kB$/m.exec(await readFile('/proc/meminfo', 'utf8')) ?? [];
  return Number(kibibytes) * 1024;
}
