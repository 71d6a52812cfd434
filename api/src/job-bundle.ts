import { bundleKey, requestBundle } from '@snaprun/core/bundle';
import { AppError } from '@snaprun/core/errors';
import { isFinal } from '@snaprun/core/job-states';
import { getJob } from '@snaprun/core/jobs';
import { downloadSeconds } from '@snaprun/core/storage';
import type { AppDeps } from './deps.ts';
import { safeFileName } from './file-names.ts';
import { watchJob } from './job-watch.ts';
import type { Bundle } from './shapes/bundle.ts';

/** The notice that tells of a finished bundle can be lost; the store is asked this often in any case. */
const lookAgainMs = 2_000;

type Deps = Pick<AppDeps, 'db' | 'storage' | 'hub' | 'timing'>;

/**
 * A link to the job's bundle; a worker is asked to build it where there is none for the job as it is now. Null when that
 * takes longer than a request may wait.
 *
 * Throws a conflict while the job is still at work.
 */
export async function jobBundle(
  deps: Deps,
  userId: string,
  jobId: string,
  signal: AbortSignal,
): Promise<Bundle | null> {
  const { db, storage } = deps;
  const job = await getJob(db, userId, jobId);
  if (!isFinal(job.status))
    throw new AppError(
      'conflict',
      `Job ${jobId} is still ${job.status}: its bundle can be made when it has ended.`,
    );
  const key = await bundleKey(db, job);
  const facts = (await storage.head(key)) ?? (await built(deps, job, key, signal));
  if (facts === null) return null;
  const expiresAt = new Date(Date.now() + downloadSeconds * 1000).toISOString();
  const name = `${safeFileName(job.name).replace(/\.(png|jpe?g)$/i, '')}.zip`;
  const url = await storage.presignGet(key, {
    name,
    mediaType: 'application/zip',
    disposition: 'attachment',
  });
  return { url, bytes: facts.bytes, expiresAt };
}

async function built(
  { db, storage, hub, timing }: Deps,
  job: { id: string; userId: string },
  key: string,
  signal: AbortSignal,
) {
  const until = performance.now() + timing.bundleWaitMs;
  const watch = await watchJob(hub, job.id, signal);
  try {
    await requestBundle(db, job);
    for (;;) {
      const left = until - performance.now();
      if (left <= 0 || watch.stopped()) return null;
      await watch.changed(Math.min(left, lookAgainMs));
      const facts = await storage.head(key);
      if (facts !== null) return facts;
      // Deleted meanwhile: then nobody builds it any more.
      await getJob(db, job.userId, job.id);
    }
  } finally {
    watch.close();
  }
}
