import { readFileSync } from 'node:fs';
import type { ContainerCreateOptions } from 'dockerode';
import { defaultLimits, folderBytes } from '../limits.ts';

/** Who runs programs: no name on the host, no file anywhere. The image knows the same number. */
const user = '10001:10001';

/** Labels tell whose a container is; they cannot be changed later. */
export const labels = {
  worker: 'snaprun.worker',
  /** When it was made, in ISO 8601. */
  created: 'snaprun.created',
  /** The database its workers share, so that two installations on one daemon leave each other's alone. */
  installation: 'snaprun.installation',
} as const;

export interface ContainerSettings {
  name: string;
  image: string;
  runtime: string;
  warm: boolean;
  workerId: string;
  installation: string;
  /** CPUs to hold it to; null where the daemon cannot, which would refuse to make it. */
  cpus: number | null;
}

/** The filter of system calls, as docker takes it: the text itself, not a path. */
const seccomp = JSON.stringify(
  JSON.parse(readFileSync(new URL('../../../../sandbox/seccomp.json', import.meta.url), 'utf8')),
);

/**
 * How many processes of the machine a container may have. gVisor needs several for each of the program's, and
 * dies when it gets none; what the program sees is limited inside it.
 */
const hostProcesses = (runtime: string) => defaultLimits.processes * (runtime === 'runc' ? 1 : 4);

const inMemory = (bytes: number) => `rw,nosuid,nodev,noexec,size=${bytes},uid=10001,gid=10001,mode=0700`;

/**
 * How a program's container is made: it can compute, and nothing else.
 *
 * No network, no mount of the host, no capability, no environment but the image's, nothing that
 * outlives it. The daemon removes it by itself when it ends, also when no worker lives to do so.
 */
export function containerSettings(settings: ContainerSettings): ContainerCreateOptions {
  const { name, image, runtime, warm, workerId, installation, cpus } = settings;
  return {
    name,
    Image: image,
    // The image's own command is --warm; an empty one here would mean the same.
    ...(warm ? {} : { Cmd: ['--cold'] }),
    User: user,
    Hostname: 'sandbox',
    Labels: {
      [labels.worker]: workerId,
      [labels.created]: new Date().toISOString(),
      [labels.installation]: installation,
    },
    Env: [],
    Tty: false,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    OpenStdin: true,
    // The end of the one connection is the end of the input: a dead worker's boxes end by themselves.
    StdinOnce: true,
    NetworkDisabled: true,
    StopSignal: 'SIGKILL',
    StopTimeout: 1,
    HostConfig: {
      Runtime: runtime,
      AutoRemove: true,
      Init: false,
      NetworkMode: 'none',
      IpcMode: 'private',
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges', `seccomp=${seccomp}`],
      Memory: defaultLimits.memoryBytes,
      MemorySwap: defaultLimits.memoryBytes,
      ...(cpus === null ? {} : { NanoCpus: cpus * 1e9 }),
      PidsLimit: hostProcesses(runtime),
      // When the machine itself runs short, programs go before the workers.
      OomScoreAdj: 500,
      ShmSize: folderBytes.sharedMemory,
      Tmpfs: { '/job': inMemory(folderBytes.job), '/tmp': inMemory(folderBytes.tmp) },
      Ulimits: [
        { Name: 'core', Soft: 0, Hard: 0 },
        { Name: 'nofile', Soft: 1024, Hard: 1024 },
      ],
      // Whatever is written to a log would be on the host's disk.
      LogConfig: { Type: 'none', Config: {} },
    },
  };
}
