import type { Database } from '@snaprun/core/database';
import type { Log } from '@snaprun/core/log';
import { repeat } from '../../fleet/repeat.ts';
import { createBoxLedger } from '../docker/box-ledger.ts';
import { installationOf } from '../docker/installation.ts';
import type { SandboxDriver } from '../driver.ts';
import { openCluster } from './cluster.ts';
import { connect, type KubernetesEnvironment } from './connect.ts';
import { createKubernetesDriver } from './driver.ts';
import { createPodSweep } from './sweep.ts';

export interface KubernetesSettings {
  cluster: KubernetesEnvironment;
  namespace: string;
  runtimeClass: string;
  image: string;
  pool: number;
}

const sweepMs = 15_000;

/** A worker's kubernetes driver, with the rows of its boxes and the sweep for those of dead workers. */
export async function openKubernetes(
  settings: KubernetesSettings,
  { database, workerId, log }: { database: Database; workerId: string; log: Log },
): Promise<SandboxDriver> {
  const cluster = openCluster(connect(settings.cluster), settings.namespace);
  // A worker that cannot say whose it is is an installation of its own, so that it removes nobody else's.
  const installation = (await installationOf(database)) ?? workerId;
  const ledger = createBoxLedger(database, { workerId, driver: 'kubernetes', log });
  const driver = await createKubernetesDriver({ ...settings, cluster, workerId, installation, ledger, log });
  const sweep = createPodSweep({ cluster, database, workerId, installation, log });
  const sweeping = repeat('the sweep for left sandboxes', () => sweepMs, log, sweep);
  return {
    ...driver,
    async close() {
      await Promise.all([sweeping.stop(), driver.close()]);
    },
  };
}
