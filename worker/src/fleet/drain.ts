import type { Log } from '@snaprun/core/log';
import type { Runner } from 'graphile-worker';
import type { RunningJobs } from './running-jobs.ts';

/** How long handing over may take: one write each, and a sandbox that is killed within a second. */
const handOverMs = 10_000;

/**
 * Stops taking jobs and hands the running ones back to the queue, for another worker to resume.
 *
 * Resolves false when it took too long; then the jobs are left for recovery.
 */
export async function drain(runner: Runner, running: RunningJobs, log: Log): Promise<boolean> {
  log.info('the worker stops and hands its jobs over', { jobs: running.ids().length });
  // Stopping first: a job that is handed back must not be taken again by this worker.
  const stopped = Promise.allSettled([runner.stop()]); // it refuses when it has stopped by itself
  running.stopAll('drain');
  const timeout = AbortSignal.timeout(handOverMs);
  const late = new Promise<false>((resolve) => timeout.addEventListener('abort', () => resolve(false)));
  return Promise.race([stopped.then(() => true), late]);
}
