import type { WorkerDeps } from './deps.ts';
import { startWorker } from './start-worker.ts';

export interface ProcessOptions {
  databaseUrl: string;
  slots: number;
  drainMs: number;
  /** Ends the process once its last errors are reported. */
  end(code: number): void;
}

/** Joins the fleet as this process and sees to its end: on a signal, when the queue gives up, when others gave it up. */
export async function runProcess(deps: WorkerDeps, options: ProcessOptions): Promise<void> {
  const { log } = deps;
  const worker = await startWorker(deps, {
    ...options,
    onLost: () => {
      deps.running.stopAll('claim_lost');
      options.end(1);
    },
  });
  worker.ended.catch((error) => {
    log.error('the queue ended by itself', { error });
    options.end(1);
  });
  let stopping = false;
  const stop = async () => {
    // A second signal ends at once; recovery elsewhere takes the jobs.
    if (stopping) process.exit(1);
    stopping = true;
    const isHandedOver = await worker.stop();
    await deps.close();
    log.info('the worker has stopped', { isHandedOver });
    options.end(isHandedOver ? 0 : 1);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  log.info('worker is ready', {
    slots: options.slots,
    driver: deps.sandbox.name,
    runtime: deps.sandbox.runtime,
  });
}
