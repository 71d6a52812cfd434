import { EventEmitter, once } from 'node:events';
import type { Database } from '@snaprun/core/database';
import type { Log } from '@snaprun/core/log';
import { Logger, makeWorkerUtils, run, type WorkerEvents, type WorkerPool } from 'graphile-worker';
import { watchCancels } from './fleet/cancel.ts';
import { drain } from './fleet/drain.ts';
import { startForgetting } from './fleet/forget-expired.ts';
import { startLiveness } from './fleet/liveness.ts';
import { startRecovery } from './fleet/recovery.ts';
import { startRetention } from './fleet/retention.ts';
import { startSweepingUploads } from './fleet/sweep-uploads.ts';
import { createTasks } from './tasks/index.ts';
import type { RunJobDeps } from './tasks/run-job.ts';

export interface Worker {
  /** Hands running jobs over and stops; false when that took too long. */
  stop(): Promise<boolean>;
  /** Rejects when the queue ends by itself: then the process is of no use. */
  ended: Promise<void>;
}

export interface WorkerOptions {
  databaseUrl: string;
  slots: number;
  /** How long running jobs may go on to the end of their step when the worker stops. */
  drainMs: number;
  /** Called when the others have given this worker up. */
  onLost: () => void;
}

/** Joins the fleet: takes tasks from the queue, shows that it lives, looks after the others. */
export async function startWorker(
  deps: RunJobDeps & { database: Database },
  { databaseUrl, slots, drainMs, onLost }: WorkerOptions,
): Promise<Worker> {
  const { database, running, workerId, log } = deps;
  const drivers = [deps.sandbox.name];
  // Before the first job is taken: a job of an unknown worker counts as left behind.
  const liveness = await startLiveness({ databaseUrl, workerId, slots, drivers, log, onLost });
  const events: WorkerEvents = new EventEmitter();
  const created = once(events, 'pool:create') as Promise<[{ workerPool: WorkerPool }]>;
  const stopped = once(events, 'stop');
  const runner = await run({
    preset: {
      worker: {
        connectionString: databaseUrl,
        concurrentJobs: slots,
        maxPoolSize: slots + 3,
        pollInterval: 2_000,
        // With the default delays a task that ends while the worker stops stays locked for four hours.
        completeJobBatchDelay: 0,
        failJobBatchDelay: 0,
        gracefulShutdownAbortTimeout: drainMs + 5_000,
        logger: queueLogger(log),
      },
    },
    events,
    taskList: createTasks(deps),
    noHandleSignals: true,
  });
  const [{ workerPool }] = await created;
  const poolId = workerPool.id;
  const queue = await makeWorkerUtils({ connectionString: databaseUrl, logger: queueLogger(log) });
  await liveness.holdPool(poolId);
  const recovery = startRecovery({ database, queue, running, workerId, poolId, log });
  const forgetting = startForgetting(database.db, log);
  const retention = startRetention({ ...deps, db: database.db });
  const sweeping = startSweepingUploads(database.db, deps.storage, log);
  const cancels = await watchCancels(database, running, log);
  let stopping = false;
  // The runner's own promise resolves even where the queue gave up, while Postgres recovers say.
  const ended = Promise.race([stopped, runner.promise]).then(() => {
    if (!stopping) throw new Error('The queue stopped by itself; its last message says why.');
  });
  return {
    ended,
    async stop() {
      stopping = true;
      const isHandedOver = await drain(runner, running, log, drainMs);
      await Promise.allSettled([
        recovery.stop(),
        forgetting.stop(),
        retention.stop(),
        sweeping.stop(),
        cancels.stop(),
      ]);
      await liveness.stop();
      await queue.release();
      return isHandedOver;
    },
  };
}

/** The queue's own messages as lines of our log; its debugging is left out. */
function queueLogger(log: Log): Logger {
  return new Logger(() => (level, message) => {
    if (level === 'error') log.error(`queue: ${message}`);
    else if (level === 'warning') log.warn(`queue: ${message}`);
  });
}
