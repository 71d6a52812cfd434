import { randomUUID } from 'node:crypto';
import type { Log } from '@snaprun/core/log';
import type { Box } from '../box.ts';
import type { SandboxDriver } from '../driver.ts';
import { defaultLimits, limitsOf } from '../limits.ts';
import { createPool } from '../pool.ts';
import { runInSlot } from '../run-in-slot.ts';
import { createRunSlots } from '../run-slots.ts';
import type { BoxLedger } from './box-ledger.ts';
import { chooseRuntime } from './choose-runtime.ts';
import type { Daemon } from './connect.ts';
import { limitsInForce } from './limits-in-force.ts';
import { type Capabilities, probe } from './probe.ts';
import { startBox } from './start-box.ts';

export interface DockerDriverOptions {
  daemon: Daemon;
  image: string;
  /** `runsc` or `runc`; undefined takes runsc where there is one. */
  runtime?: string | undefined;
  /** Refuses to run programs without gVisor unless `runtime` says so. */
  isProduction: boolean;
  workerId: string;
  /** What all workers of this installation and no others have in common. */
  installation: string;
  /** Boxes kept ready; 0 keeps none. */
  pool: number;
  /** Where it is written down which job holds which box. */
  ledger?: BoxLedger;
  log: Log;
  /** How long the daemon may take to say what it can do. */
  withinMs?: number;
}

/**
 * The production driver: each program in a container of its own, with gVisor where the daemon has it.
 *
 * Throws an `AppError` that says what to do when the image or the runtime is missing; a program is never run with
 * less isolation than was asked for.
 */
export async function createDockerDriver(options: DockerDriverOptions): Promise<SandboxDriver> {
  const { daemon, image, isProduction, workerId, installation, ledger, log } = options;
  const capabilities = await probe(daemon, image, options.withinMs);
  const runtime = chooseRuntime(options.runtime, capabilities.runtimes, isProduction, log);
  const allowed = {
    ...defaultLimits,
    cpus: Math.min(defaultLimits.cpus, capabilities.machineCpus),
    // On the machine's kernel a limit of the uid would count the processes of all containers; there the container's
    // own limit counts. gVisor's kernel knows of no other container.
    processes: runtime === 'runc' ? 0 : defaultLimits.processes,
  };
  const inForce = limitsInForce(allowed, capabilities, runtime);
  const names = new WeakMap<Box, string>();

  const start = (warm: boolean): Box => {
    const name = `snaprun-${randomUUID()}`;
    const made = { name, image, runtime, warm, workerId, installation, cpus: inForce.cpus };
    const box = startBox(daemon.docker, daemon.address, made);
    names.set(box, name);
    return box;
  };
  const pool = createPool({ start, target: options.pool, log, ...machineOf(daemon, capabilities) });
  const slots = createRunSlots({
    cpus: capabilities.machineCpus,
    memoryBytes: capabilities.machineMemoryBytes,
  });
  log.info('The sandbox is ready.', {
    driver: 'docker',
    runtime,
    image,
    daemon: daemon.address,
    engine: daemon.engineVersion,
    api: daemon.apiVersion,
    cgroups: capabilities.cgroupVersion,
    rootless: capabilities.isRootless,
    pool: options.pool,
    atOnce: slots.count,
  });

  return {
    name: 'docker',
    runtime,
    limits: () => inForce,
    run(job, signal) {
      const limits = limitsOf(job, allowed);
      const settings = {
        driver: 'docker',
        runtime,
        limits,
        image: capabilities.imageId,
        inForce: limitsInForce(limits, capabilities, runtime),
      };
      const take = (): Box => {
        const box = pool.take();
        const name = names.get(box);
        if (ledger && name && job.holder) ledger.hold(name, job.holder.jobId, box.ended);
        return box;
      };
      return runInSlot(slots, { take }, job, settings, signal);
    },
    poolSize: () => pool.size(),
    async close() {
      await pool.close();
      await ledger?.close();
    },
  };
}

/** The memory of this machine says nothing about that of a remote daemon. */
function machineOf({ address }: Daemon, { machineCpus }: Capabilities) {
  return {
    cpus: machineCpus,
    ...(address.startsWith('unix://') ? {} : { hasRoom: () => true }),
  };
}
