import type { Database } from '@snaprun/core/database';
import { makeWorkerUtils } from 'graphile-worker';
import { watchCancels } from './fleet/cancel.ts';
import { drain } from './fleet/drain.ts';
import { fencedStorage } from './fleet/lease.ts';
import { startLiveness } from './fleet/liveness.ts';
import { startRecovery } from './fleet/recovery.ts';
import { startSweep } from './fleet/start-sweep.ts';
import { createSweeps } from './fleet/sweeps.ts';
import { queueLogger, takeTasks } from './fleet/take-tasks.ts';
import type { DeliveryDeps } from './tasks/deliver-webhook.ts';
import { createDeliveryTasks, createTasks } from './tasks/index.ts';
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

/** Deliveries that one worker makes at once; they take next to nothing but time. */
const deliveryLanes = 4;

/** Joins the fleet: takes tasks from the queue, shows that it lives, looks after the others. */
export async function startWorker(
  deps: RunJobDeps & DeliveryDeps & { database: Database },
  { databaseUrl, slots, drainMs, onLost }: WorkerOptions,
): Promise<Worker> {
  const { database, running, workerId, log } = deps;
  const drivers = [deps.sandbox.name];
  // Before the first job is taken: a job of an unknown worker counts as left behind.
  const liveness = await startLiveness({ databaseUrl, workerId, slots, drivers, log, onLost });
  const storage = fencedStorage(deps.storage, liveness.isFresh);
  const ofJobs = { taskList: createTasks({ ...deps, storage }), lanes: slots, graceMs: drainMs + 5_000 };
  const { runner, poolId, stopped } = await takeTasks({ ...ofJobs, databaseUrl, log });
  await liveness.holdPool(poolId);
  const ofDeliveries = { taskList: createDeliveryTasks(deps), lanes: deliveryLanes, graceMs: 5_000 };
  const deliveries = await takeTasks({ ...ofDeliveries, databaseUrl, log });
  await liveness.holdPool(deliveries.poolId);
  const queue = await makeWorkerUtils({ connectionString: databaseUrl, logger: queueLogger(log) });
  const recovery = startRecovery({ database, queue, running, workerId, poolId, log });
  const sweeps = createSweeps({ ...deps, db: database.db }).map((sweep) => startSweep(sweep, log));
  const cancels = await watchCancels(database, running, log);
  let stopping = false;
  const ended = Promise.race([stopped, deliveries.stopped]).then(() => {
    if (!stopping) throw new Error('The queue stopped by itself; its last message says why.');
  });
  return {
    ended,
    async stop() {
      stopping = true;
      const isHandedOver = await drain([runner, deliveries.runner], running, log, drainMs);
      await Promise.allSettled([recovery.stop(), ...sweeps.map((sweep) => sweep.stop()), cancels.stop()]);
      await liveness.stop();
      await queue.release();
      return isHandedOver;
    },
  };
}
