import { readFileSync } from 'node:fs';
import { AppError } from '@snaprun/core/errors';
import { newId } from '@snaprun/core/ids';
import { createLog } from '@snaprun/core/log';
import { workerConfig } from './config.ts';
import { openDeps } from './deps.ts';
import { startWorker } from './start-worker.ts';

const workerId = newId('worker');
const log = createLog({ process: 'worker', workerId });

try {
  const config = workerConfig(process.env, (path) => readFileSync(path, 'utf8'));
  const deps = await openDeps(config, workerId, log);
  const worker = await startWorker(deps, {
    databaseUrl: config.databaseUrl,
    slots: config.slots,
    onLost: () => {
      deps.running.stopAll('claim_lost');
      process.exit(1);
    },
  });
  worker.ended.catch((error) => {
    log.error('the queue ended by itself', { error });
    process.exit(1);
  });
  let stopping = false;
  const stop = async () => {
    // A second signal ends at once; recovery elsewhere takes the jobs.
    if (stopping) process.exit(1);
    stopping = true;
    const isHandedOver = await worker.stop();
    await deps.close();
    log.info('the worker has stopped', { isHandedOver });
    process.exit(isHandedOver ? 0 : 1);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  log.info('worker is ready', {
    slots: config.slots,
    driver: deps.sandbox.name,
    runtime: deps.sandbox.runtime,
  });
} catch (error) {
  if (error instanceof AppError) log.error(error.message, { code: error.code });
  else log.error('the worker could not start', { error });
  process.exit(1);
}
