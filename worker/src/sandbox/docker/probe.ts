import { AppError } from '@snaprun/core/errors';
import { protocolVersion } from '../frames.ts';
import { defaultLimits } from '../limits.ts';
import { bounded } from './bounded.ts';
import type { Daemon } from './connect.ts';
import { daemonTrouble, statusOf } from './daemon-trouble.ts';

/** What the daemon can do for us. */
export interface Capabilities {
  runtimes: string[];
  machineCpus: number;
  machineMemoryBytes: number;
  cgroupVersion: string;
  holds: { memory: boolean; swap: boolean; processes: boolean; cpus: boolean };
  isRootless: boolean;
  /** The id of the image, which says what is in it. */
  imageId: string;
}

/** The label of an image that tells which protocol its supervisor speaks. */
const protocolLabel = 'org.snaprun.protocol';

/** Asks the daemon; throws an `AppError` whose sentence names the mending command when the image is missing or too old. */
export async function probe(daemon: Daemon, image: string, withinMs = 10_000): Promise<Capabilities> {
  const { docker, address } = daemon;
  const abortSignal = AbortSignal.timeout(withinMs);
  try {
    const [info, { Config, Id: imageId }] = await Promise.all([
      bounded(docker).info({ abortSignal }),
      bounded(docker.getImage(image))
        .inspect({ abortSignal })
        .catch((error) => {
          throw statusOf(error) === 404 ? imageMissing(image, address) : error;
        }),
    ]);
    const spoken = Config?.Labels?.[protocolLabel];
    if (spoken !== `${protocolVersion}`) throw imageOutdated(image, address, spoken);
    return {
      runtimes: Object.keys(info.Runtimes ?? {}),
      machineCpus: info.NCPU ?? defaultLimits.cpus,
      machineMemoryBytes: info.MemTotal ?? defaultLimits.memoryBytes,
      cgroupVersion: info.CgroupVersion ?? '1',
      holds: {
        memory: info.MemoryLimit ?? false,
        swap: info.SwapLimit ?? false,
        processes: info.PidsLimit ?? false,
        cpus: info.CpuCfsQuota ?? false,
      },
      isRootless: (info.SecurityOptions ?? []).some((option) => option.includes('rootless')),
      imageId,
    };
  } catch (error) {
    throw daemonTrouble(error, address);
  }
}

function imageMissing(image: string, address: string): AppError {
  return new AppError(
    'unavailable',
    `The Docker daemon at ${address} does not have the sandbox image ${image}. Build it with: npm run sandbox:image (or set SANDBOX_IMAGE to one it has).`,
  );
}

function imageOutdated(image: string, address: string, spoken = 'unknown'): AppError {
  return new AppError(
    'unavailable',
    `The sandbox image ${image} at ${address} speaks protocol ${spoken}, this worker ${protocolVersion}. Build it again with: npm run sandbox:image`,
  );
}
