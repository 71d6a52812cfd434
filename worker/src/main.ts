import { readFileSync } from 'node:fs';
import { AppError } from '@snaprun/core/errors';
import { newId } from '@snaprun/core/ids';
import { createLog } from '@snaprun/core/log';
import { workerConfig } from './config.ts';
import { openDeps } from './deps.ts';
import { allowFailpoints } from './failpoints.ts';
import { runProcess } from './run-process.ts';

const workerId = newId('worker');
const log = createLog({ process: 'worker', workerId });

try {
  const config = workerConfig(process.env, (path) => readFileSync(path, 'utf8'));
  if (config.failpointsDir !== null) allowFailpoints(config.failpointsDir);
  await runProcess(await openDeps(config, workerId, log), config);
} catch (error) {
  if (error instanceof AppError) log.error(error.message, { code: error.code });
  else log.error('the worker could not start', { error });
  process.exit(1);
}
