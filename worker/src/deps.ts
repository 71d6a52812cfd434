import { fileURLToPath } from 'node:url';
import { type ModelRole, modelRoles } from '@snaprun/core/config';
import { type Database, openDatabase } from '@snaprun/core/database';
import type { Log } from '@snaprun/core/log';
import { serveMetrics } from '@snaprun/core/metrics-server';
import { createS3Storage } from '@snaprun/core/s3-storage';
import type { ModelClient } from './agent/models/model-client.ts';
import { createOpenAiClient } from './agent/models/openai-client.ts';
import { openCheckpointer } from './agent/open-checkpointer.ts';
import type { WorkerConfig } from './config.ts';
import { createCritic } from './critic/critic.ts';
import { createRunningJobs } from './fleet/running-jobs.ts';
import { createBubblewrapDriver } from './sandbox/bubblewrap/driver.ts';
import { readSandboxPython } from './sandbox/bubblewrap/sandbox-python.ts';
import { chooseDriver } from './sandbox/choose-driver.ts';
import { openDocker } from './sandbox/docker/open.ts';
import { openKubernetes } from './sandbox/kubernetes/open.ts';
import type { DeliveryDeps } from './tasks/deliver-webhook.ts';
import type { RunJobDeps } from './tasks/run-job.ts';
import { createSpanMetrics, type WorkerState } from './telemetry/span-metrics.ts';
import { startTelemetry } from './telemetry/start-telemetry.ts';
import { tracedStorage } from './telemetry/traced-storage.ts';
import { usualPostTiming } from './webhooks/post-delivery.ts';
import { createResolveHost } from './webhooks/resolve-host.ts';

const runnerDir = fileURLToPath(new URL('../../sandbox/runner', import.meta.url));

export type WorkerDeps = RunJobDeps & DeliveryDeps & { database: Database; close(): Promise<void> };

/** Builds everything a worker works with; throws an AppError whose sentence says what is missing. */
export async function openDeps(config: WorkerConfig, workerId: string, log: Log): Promise<WorkerDeps> {
  let state: WorkerState | null = null;
  const metrics = config.metrics === null ? null : createSpanMetrics(() => state);
  const telemetry = await startTelemetry(config.langfuse, log, metrics === null ? [] : [metrics.processor]);
  // Each running job writes its events in transactions, one at a time; a few more for recovery and thumbnails.
  const database = openDatabase(config.databaseUrl, { maxConnections: config.slots + 4, name: workerId });
  const critic = await createCritic({ criticPython: config.criticPython, log });
  const makers = {
    docker: (withinMs?: number) => openDocker(config.sandbox, { database, workerId, log }, withinMs),
    kubernetes: () => openKubernetes(config.sandbox, { database, workerId, log }),
    bubblewrap: async () =>
      createBubblewrapDriver({
        bwrap: config.sandbox.bwrap,
        python: await readSandboxPython(config.sandbox.pythonDir),
        runnerDir,
        pool: config.sandbox.pool,
        log,
      }),
  };
  const sandbox = await chooseDriver(config.sandbox, makers, log);
  const checkpointer = openCheckpointer(config.databaseUrl, log);
  const running = createRunningJobs();
  state = {
    slots: config.slots,
    busy: () => running.ids().length,
    pool: () => sandbox.poolSize?.() ?? { ready: 0, starting: 0 },
  };
  const metricsServer =
    metrics === null || config.metrics === null ? null : await serveMetrics(metrics, config.metrics, log);
  const clients = modelRoles.map((role) => [role, createOpenAiClient(role, config.models[role])]);
  return {
    database,
    db: database.db,
    storage: tracedStorage(createS3Storage(config.storage)),
    models: Object.fromEntries(clients) as Record<ModelRole, ModelClient>,
    critic,
    sandbox,
    checkpointer,
    running,
    webhooks: {
      resolve: createResolveHost(),
      allowPrivate: config.allowPrivateWebhooks,
      timing: usualPostTiming,
    },
    workerId,
    log,
    async close() {
      await Promise.allSettled([sandbox.close(), critic.close(), metricsServer?.close()]);
      await Promise.allSettled([checkpointer.end(), database.close(), telemetry.close()]);
    },
  };
}
