import { readFileSync } from 'node:fs';
import { type ErrorReports, openErrorReports } from '@snaprun/core/error-reports/error-reports';
import { reportCrashes } from '@snaprun/core/error-reports/report-crashes';
import { reportingLog } from '@snaprun/core/error-reports/reporting-log';
import { AppError } from '@snaprun/core/errors';
import { newId } from '@snaprun/core/ids';
import { createLog } from '@snaprun/core/log';
import { workerConfig } from './config.ts';
import { openDeps } from './deps.ts';
import { allowFailpoints } from './failpoints.ts';
import { runProcess } from './run-process.ts';

const workerId = newId('worker');
const fields = { process: 'worker', workerId };
let log = createLog(fields);
let reports = null as ErrorReports | null;

try {
  const config = workerConfig(process.env, (path) => readFileSync(path, 'utf8'));
  reports = await openErrorReports(config.errorReports);
  log = reportingLog(log, reports, fields);
  reportCrashes(log, reports);
  if (config.failpointsDir !== null) allowFailpoints(config.failpointsDir);
  await runProcess(await openDeps(config, workerId, log), { ...config, end });
} catch (error) {
  if (error instanceof AppError) log.error(error.message, { code: error.code });
  else log.error('the worker could not start', { error });
  end(1);
}

/** Ends once the last reports are sent, after two seconds at most. */
function end(code: number) {
  const sent = reports?.close() ?? Promise.resolve();
  sent.finally(() => process.exit(code));
}
