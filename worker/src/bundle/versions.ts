import { createHash } from 'node:crypto';
import type { JobRecord } from './job-record.ts';

/** What the result was made with, as it was noted when the job ran; what was not noted then is null. */
export function versionsOf({ job, reading, chosen }: JobRecord, lock: Uint8Array) {
  const { driver, runtime, environment } = chosen?.execution ?? {};
  return {
    models: sorted(job.receipt.models ?? (reading === null ? {} : { vision: [reading.model] })),
    demoModels: job.receipt.demoModels,
    sandbox: {
      driver: driver ?? null,
      runtime: runtime ?? null,
      image: environment?.image ?? null,
      python: environment?.python ?? null,
      packages: environment ? sorted(environment.packages) : null,
    },
    lockSha256: createHash('sha256').update(lock).digest('hex'),
  };
}
export type Versions = ReturnType<typeof versionsOf>;

/** By name: the database keeps the keys of an object in an order of its own. */
function sorted<T>(named: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(named).sort(([a], [b]) => (a < b ? -1 : 1)));
}
