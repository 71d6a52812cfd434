import { EventEmitter, once } from 'node:events';
import type { Log } from '@snaprun/core/log';
import { Logger, type Runner, run, type TaskList, type WorkerEvents, type WorkerPool } from 'graphile-worker';

export interface TaskRunner {
  runner: Runner;
  /** Who holds the queue's locks for it. */
  poolId: string;
  /** Resolves when it has stopped, also where the queue gave up by itself. */
  stopped: Promise<unknown>;
}

export interface TaskOptions {
  databaseUrl: string;
  taskList: TaskList;
  /** Tasks at once. */
  lanes: number;
  /** How long a task may go on when it is stopped, before its signal says so. */
  graceMs: number;
  log: Log;
}

/** Begins to take the tasks of the list from the queue; resolves when it does. */
export async function takeTasks({
  databaseUrl,
  taskList,
  lanes,
  graceMs,
  log,
}: TaskOptions): Promise<TaskRunner> {
  const events: WorkerEvents = new EventEmitter();
  const created = once(events, 'pool:create') as Promise<[{ workerPool: WorkerPool }]>;
  const stopped = once(events, 'stop');
  const runner = await run({
    preset: {
      worker: {
        connectionString: databaseUrl,
        concurrentJobs: lanes,
        maxPoolSize: lanes + 3,
        pollInterval: 2_000,
        // With the default delays a task that ends while the worker stops stays locked for four hours.
        completeJobBatchDelay: 0,
        failJobBatchDelay: 0,
        gracefulShutdownAbortTimeout: graceMs,
        logger: queueLogger(log),
      },
    },
    events,
    taskList,
    noHandleSignals: true,
  });
  const [{ workerPool }] = await created;
  // The runner's own promise resolves even where the queue gave up, while Postgres recovers say.
  return { runner, poolId: workerPool.id, stopped: Promise.race([stopped, runner.promise]) };
}

/** The queue's own messages as lines of our log; its debugging is left out. */
export function queueLogger(log: Log): Logger {
  return new Logger(() => (level, message) => {
    if (level === 'error') log.error(`queue: ${message}`);
    else if (level === 'warning') log.warn(`queue: ${message}`);
  });
}
