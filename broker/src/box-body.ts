import type { JsonObject } from './parse.ts';

/** Labels of a box; the last is the broker's own, and only what bears it can be addressed through it. */
export const labels = {
  worker: 'snaprun.worker',
  created: 'snaprun.created',
  installation: 'snaprun.installation',
  broker: 'snaprun.broker',
} as const;

/** What a client may choose about a box: whether it is warmed up, and whose it is. */
export interface BoxChoice {
  isCold: boolean;
  worker: string;
  installation: string;
}

/** What the broker decides, from its own settings and from what the daemon can hold. */
export interface BoxTerms {
  image: string;
  runtime: 'runsc' | 'runc';
  /** The filter of system calls, as text. */
  seccomp: string;
  /** CPUs to hold a box to; null where the daemon cannot. */
  cpus: number | null;
}

const MiB = 1024 * 1024;
const memory = 2048 * MiB;
const processes = 256;
const inMemory = (bytes: number) => `rw,nosuid,nodev,noexec,size=${bytes},uid=10001,gid=10001,mode=0700`;

/**
 * The one container that can be made through the broker: it can compute, and nothing else.
 *
 * These are the same settings as the worker's own (`worker/src/sandbox/docker/container-settings.ts`); a test runs
 * the worker through the broker, so that one cannot change without the other.
 */
export function boxBody(choice: BoxChoice, { image, runtime, seccomp, cpus }: BoxTerms): JsonObject {
  return {
    Image: image,
    ...(choice.isCold ? { Cmd: ['--cold'] } : {}),
    User: '10001:10001',
    Hostname: 'sandbox',
    Labels: {
      [labels.worker]: choice.worker,
      [labels.created]: new Date().toISOString(),
      [labels.installation]: choice.installation,
      [labels.broker]: 'true',
    },
    Env: [],
    Tty: false,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    OpenStdin: true,
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
      Memory: memory,
      MemorySwap: memory,
      ...(cpus === null ? {} : { NanoCpus: cpus * 1e9 }),
      // gVisor needs several processes of the machine for each of the program's.
      PidsLimit: processes * (runtime === 'runc' ? 1 : 4),
      OomScoreAdj: 500,
      ShmSize: 64 * MiB,
      Tmpfs: { '/job': inMemory(256 * MiB), '/tmp': inMemory(64 * MiB) },
      Ulimits: [
        { Name: 'core', Soft: 0, Hard: 0 },
        { Name: 'nofile', Soft: 1024, Hard: 1024 },
      ],
      LogConfig: { Type: 'none', Config: {} },
    },
  };
}
