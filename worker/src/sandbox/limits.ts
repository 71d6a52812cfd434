import type { JobLimits, SandboxJob } from './driver.ts';
import type { WireLimits } from './frames.ts';

const MiB = 1024 * 1024;

/** What a program may use (design §9); nothing raises these. */
export const defaultLimits = {
  wallMs: 120_000,
  memoryBytes: 2048 * MiB,
  processes: 256,
  cpus: 2,
  /** Both streams together. */
  outputBytes: 1 * MiB,
  fileBytes: 20_000_000,
  totalFileBytes: 64 * MiB,
  files: 32,
} satisfies WireLimits;

/** The work folder and the scratch folders live in memory, with these sizes. */
export const folderBytes = { job: 256 * MiB, tmp: 64 * MiB, sharedMemory: 64 * MiB } as const;

/** The limits of one job: the tighter of what it asks for and what the driver allows. */
export function limitsOf(job: SandboxJob, allowed: WireLimits = defaultLimits): WireLimits {
  const tighter = (key: keyof JobLimits) =>
    Math.max(1, Math.floor(Math.min(job.limits?.[key] ?? allowed[key], allowed[key])));
  return {
    ...allowed,
    wallMs: tighter('wallMs'),
    memoryBytes: tighter('memoryBytes'),
    processes: allowed.processes === 0 ? 0 : tighter('processes'),
    outputBytes: tighter('outputBytes'),
    fileBytes: tighter('fileBytes'),
    files: tighter('files'),
  };
}
