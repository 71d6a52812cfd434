import { once } from 'node:events';
import type { Log } from '@snaprun/core/log';
import type { Runner } from 'graphile-worker';
import type { RunningJobs } from './running-jobs.ts';

/** How long handing over may take: one write each, and a sandbox that is killed within a second. */
const handOverMs = 10_000;

/**
 * Stops taking jobs and hands the running ones back to the queue, for another worker to resume: each at the end of its
 * step, and what has not come to one after `graceMs` in the middle of it.
 *
 * Resolves false when it took too long; then the jobs are left for recovery.
 */
export async function drain(
  runners: readonly Runner[],
  running: RunningJobs,
  log: Log,
  graceMs: number,
): Promise<boolean> {
  log.info('the worker stops and hands its jobs over', { jobs: running.ids().length });
  // Stopping first: a job that is handed back must not be taken again by this worker.
  const stopped = Promise.allSettled(runners.map((runner) => runner.stop())); // one refuses that has stopped by itself
  running.drain();
  if (await inTime(stopped, graceMs)) return true;
  running.stopAll('drain');
  return inTime(stopped, handOverMs);
}

async function inTime(done: Promise<unknown>, ms: number): Promise<boolean> {
  const late = once(AbortSignal.timeout(ms), 'abort');
  return Promise.race([done.then(() => true), late.then(() => false)]);
}
