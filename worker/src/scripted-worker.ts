import { modelEndpoints, modelRoles, parseConfig, settings, storageOptions } from '@snaprun/core/config';
import { openDatabase } from '@snaprun/core/database';
import { newId } from '@snaprun/core/ids';
import { createLog } from '@snaprun/core/log';
import { createS3Storage } from '@snaprun/core/s3-storage';
import { z } from 'zod';
import { createOpenAiClient } from './agent/models/openai-client.ts';
import { openCheckpointer } from './agent/open-checkpointer.ts';
import { goodRun } from './agent/test-bench.ts';
import { createScriptedCritic } from './critic/scripted-critic.ts';
import type { WorkerDeps } from './deps.ts';
import { allowFailpoints } from './failpoints.ts';
import { createRunningJobs } from './fleet/running-jobs.ts';
import { runProcess } from './run-process.ts';
import { createInMemoryDriver } from './sandbox/in-memory-driver.ts';
import { usualPostTiming } from './webhooks/post-delivery.ts';
import { createResolveHost } from './webhooks/resolve-host.ts';

/**
 * A worker as `main.ts` starts one, but for the critic and the sandbox, which are scripted: hundreds of jobs a minute
 * go through it on a small machine. For tests of the fleet alone.
 */
const Settings = z.object({
  ...settings.database,
  ...settings.storage,
  ...settings.models,
  WORKER_SLOTS: settings.whole(1).default(2),
  WORKER_DRAIN_SECONDS: settings.whole(0).default(0),
  FAILPOINTS_DIR: settings.required,
  /** How long each program runs. */
  SCRIPTED_RUN_MS: settings.whole(0).default(100),
});

const workerId = newId('worker');
const log = createLog({ process: 'worker', workerId });
try {
  const values = parseConfig(Settings, process.env);
  const databaseUrl = values.DATABASE_URL;
  const slots = values.WORKER_SLOTS;
  allowFailpoints(values.FAILPOINTS_DIR);
  const endpoints = modelEndpoints(values);
  const database = openDatabase(databaseUrl, { maxConnections: slots + 4, name: workerId });
  const checkpointer = openCheckpointer(databaseUrl, log);
  const run = { ...(await goodRun()), takesMs: values.SCRIPTED_RUN_MS };
  const clients = modelRoles.map((role) => [role, createOpenAiClient(role, endpoints[role])]);
  const deps: WorkerDeps = {
    database,
    db: database.db,
    storage: createS3Storage(storageOptions(values)),
    models: Object.fromEntries(clients) as WorkerDeps['models'],
    critic: createScriptedCritic(),
    sandbox: createInMemoryDriver([run]),
    checkpointer,
    running: createRunningJobs(),
    webhooks: { resolve: createResolveHost(), allowPrivate: false, timing: usualPostTiming },
    workerId,
    log,
    async close() {
      await Promise.allSettled([checkpointer.end(), database.close()]);
    },
  };
  const drainMs = values.WORKER_DRAIN_SECONDS * 1000;
  await runProcess(deps, { databaseUrl, slots, drainMs, end: (code) => process.exit(code) });
} catch (error) {
  log.error('the scripted worker could not start', { error });
  process.exit(1);
}
