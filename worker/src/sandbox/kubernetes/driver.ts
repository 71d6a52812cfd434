import { randomUUID } from 'node:crypto';
import { AppError } from '@snaprun/core/errors';
import type { SandboxLimits } from '@snaprun/core/execution';
import type { Log } from '@snaprun/core/log';
import type { Box } from '../box.ts';
import type { BoxLedger } from '../docker/box-ledger.ts';
import type { SandboxDriver } from '../driver.ts';
import type { WireLimits } from '../frames.ts';
import { defaultLimits, limitsOf } from '../limits.ts';
import { createPool } from '../pool.ts';
import { runInBox } from '../run-in-box.ts';
import type { Cluster } from './cluster.ts';
import { labels } from './pod-manifest.ts';
import { startBox } from './start-box.ts';

export interface KubernetesDriverOptions {
  cluster: Cluster;
  image: string;
  runtimeClass: string;
  workerId: string;
  installation: string;
  /** Boxes kept ready; 0 keeps none. */
  pool: number;
  /** Where it is written down which job holds which box. */
  ledger?: BoxLedger;
  log: Log;
}

/**
 * Each program in a pod of its own under gVisor. How many run at once is for the cluster to bound: a pod that finds no
 * node waits, and one that waits too long is trouble of ours, which is tried again.
 *
 * Throws an `AppError` that says what to do when this worker may not use the namespace.
 */
export async function createKubernetesDriver(options: KubernetesDriverOptions): Promise<SandboxDriver> {
  const { cluster, image, runtimeClass, workerId, installation, ledger, log } = options;
  await cluster.list(`${labels.worker}=${workerId}`).catch((cause: unknown) => {
    throw new AppError(
      'unavailable',
      `This worker cannot use the namespace of sandboxes: ${cause instanceof Error ? cause.message : cause}. deploy/kubernetes/base/sandboxes.yaml gives it what it needs.`,
      { cause },
    );
  });
  const names = new WeakMap<Box, string>();
  const start = (warm: boolean): Box => {
    const name = `sandbox-${randomUUID()}`;
    const box = startBox(cluster, { name, image, runtimeClass, warm, workerId, installation });
    names.set(box, name);
    return box;
  };
  // The nodes' memory is not this machine's, so there is always room for a box that waits.
  const pool = createPool({ start, target: options.pool, log, cpus: options.pool + 1, hasRoom: () => true });
  const inForce = limitsInForce(defaultLimits);
  log.info('The sandbox is ready.', { driver: 'kubernetes', runtime: 'runsc', image, pool: options.pool });
  return {
    name: 'kubernetes',
    runtime: 'runsc',
    limits: () => inForce,
    run(job, signal) {
      const limits = limitsOf(job, defaultLimits);
      const box = pool.take();
      const name = names.get(box);
      if (ledger && name && job.holder) ledger.hold(name, job.holder.jobId, box.ended);
      const settings = { driver: 'kubernetes', runtime: 'runsc', limits, inForce: limitsInForce(limits) };
      return runInBox(box, job, settings, signal);
    },
    poolSize: () => pool.size(),
    async close() {
      await pool.close();
      await ledger?.close();
    },
  };
}

function limitsInForce(limits: WireLimits): SandboxLimits {
  return {
    wallMs: limits.wallMs,
    cpus: limits.cpus,
    memoryBytes: limits.memoryBytes,
    processes: limits.processes,
    outputBytes: limits.outputBytes,
    fileBytes: limits.fileBytes,
    notEnforced: [
      'That a program has no network is up to the cluster: a NetworkPolicy forbids it, and the network has to heed that.',
    ],
  };
}
