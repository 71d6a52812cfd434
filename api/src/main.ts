import { readFileSync } from 'node:fs';
import { errorReportOptions, modelEndpoints, parseConfig, storageOptions } from '@snaprun/core/config';
import { openDatabase } from '@snaprun/core/database';
import { type ErrorReports, openErrorReports } from '@snaprun/core/error-reports/error-reports';
import { reportCrashes } from '@snaprun/core/error-reports/report-crashes';
import { reportingLog } from '@snaprun/core/error-reports/reporting-log';
import { AppError } from '@snaprun/core/errors';
import { createLog } from '@snaprun/core/log';
import { serveMetrics } from '@snaprun/core/metrics-server';
import { createS3Storage } from '@snaprun/core/s3-storage';
import { createApp } from './app.ts';
import { openSignIn } from './auth/sign-in-mode.ts';
import { ApiSettings, defaultLimits, statementTimeoutMs } from './config.ts';
import { usualTiming } from './deps.ts';
import { readDocsAsset } from './docs-assets.ts';
import { createEventHub } from './event-hub.ts';
import { createApiMetrics } from './metrics.ts';
import { createNodeServer } from './node-server.ts';
import { createRemovals } from './removals.ts';

/** How long open requests may take to end after SIGTERM. */
const graceMs = 5000;

const fields = { process: 'api' };
let log = createLog(fields);
let reports = null as ErrorReports | null;

try {
  await start();
} catch (error) {
  if (error instanceof AppError) log.error(error.message);
  else log.error('the api could not start', { error });
  process.exitCode = 1;
  await reports?.close();
}

async function start(): Promise<void> {
  const settings = parseConfig(ApiSettings, process.env, (path) => readFileSync(path, 'utf8'));
  reports = await openErrorReports(errorReportOptions(settings));
  log = reportingLog(log, reports, fields);
  reportCrashes(log, reports);
  const signIn = await openSignIn(settings);
  const database = openDatabase(settings.DATABASE_URL, { name: 'snaprun-api', statementTimeoutMs });
  const hub = createEventHub(database.sql, log);
  const metrics = createApiMetrics(database, log);
  const app = createApp({
    db: database.db,
    storage: createS3Storage(storageOptions(settings)),
    hub,
    models: modelEndpoints(settings),
    ...signIn,
    webOrigins: settings.WEB_ORIGIN,
    clerkWebhookSecret: settings.CLERK_WEBHOOK_SECRET ?? null,
    allowPrivateWebhooks: settings.WEBHOOK_ALLOW_PRIVATE,
    adminUserIds: settings.ADMIN_USER_IDS,
    limits: defaultLimits(settings),
    docsAsset: readDocsAsset,
    removals: createRemovals(),
    log,
    fetch,
    observe: metrics.observe,
    timing: usualTiming,
  });

  const metricsServer =
    settings.METRICS_PORT === undefined
      ? null
      : await serveMetrics(metrics, { host: settings.HOST, port: settings.METRICS_PORT }, log);

  const server = createNodeServer(app.fetch, log);
  server.listen(settings.PORT, settings.HOST, () => {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : settings.PORT;
    log.info('api is listening', { host: settings.HOST, port, authMode: settings.AUTH_MODE });
  });
  server.on('error', (error) => {
    log.error('the api cannot listen', { error });
    end(1);
  });

  const stop = async (signal: string) => {
    log.info('api is stopping', { signal });
    const closed = new Promise((resolve) => server.close(resolve));
    // Streams end by themselves now; whatever is still open after the grace is cut, also while Postgres is away.
    const cut = setTimeout(() => server.closeAllConnections(), graceMs);
    await hub.close();
    await closed;
    clearTimeout(cut);
    await metricsServer?.close();
    await database.close();
    log.info('api has stopped');
    await reports?.close();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => {
      stop(signal).then(
        () => process.exit(0),
        (error: unknown) => {
          log.error('the api did not stop cleanly', { error });
          end(1);
        },
      );
    });
}

/** Ends once the last reports are sent, after two seconds at most. */
function end(code: number) {
  const sent = reports?.close() ?? Promise.resolve();
  sent.finally(() => process.exit(code));
}
