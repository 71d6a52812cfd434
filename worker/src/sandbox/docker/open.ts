import type { Database } from '@snaprun/core/database';
import type { Log } from '@snaprun/core/log';
import { repeat } from '../../fleet/repeat.ts';
import type { SandboxDriver } from '../driver.ts';
import { createBoxLedger } from './box-ledger.ts';
import { connect, type DockerEnvironment } from './connect.ts';
import { createDockerDriver } from './driver.ts';
import { installationOf } from './installation.ts';
import { createBoxSweep } from './sweep.ts';

export interface DockerSettings {
  daemon: DockerEnvironment;
  image: string;
  runtime?: string | undefined;
  isProduction: boolean;
  pool: number;
}

/** With the age at which the sweep takes a container that was never started, within ten seconds of its worker's end. */
const sweepMs = 3_000;

/** A worker's docker driver, with the rows of its boxes and the sweep for those of dead workers. */
export async function openDocker(
  settings: DockerSettings,
  { database, workerId, log }: { database: Database; workerId: string; log: Log },
  withinMs?: number,
): Promise<SandboxDriver> {
  const daemon = await connect(settings.daemon, withinMs);
  const known = await installationOf(database);
  if (known === null)
    log.warn('Postgres does not tell its identity to this user: sandboxes of dead workers are not swept.');
  // A worker that cannot say whose it is is an installation of its own, so that it removes nobody else's.
  const installation = known ?? workerId;
  const ledger = createBoxLedger(database, { workerId, driver: 'docker', log });
  const driver = await createDockerDriver({
    ...settings,
    daemon,
    workerId,
    installation,
    ledger,
    log,
    ...(withinMs === undefined ? {} : { withinMs }),
  });
  const sweep = createBoxSweep({ docker: daemon.docker, database, workerId, installation, log });
  const sweeping = repeat('the sweep for left sandboxes', () => sweepMs, log, sweep);
  return {
    ...driver,
    async close() {
      await Promise.all([sweeping.stop(), driver.close()]);
    },
  };
}
