import { announceBundle, bundleKey } from '@snaprun/core/bundle';
import { isFinal } from '@snaprun/core/job-states';
import { lookAgainAt } from '@snaprun/core/late-objects';
import { jobs } from '@snaprun/core/schema/jobs';
import { eq } from 'drizzle-orm';
import type { AgentDeps } from '../agent/agent-run.ts';
import { bundleEntries } from '../bundle/bundle-entries.ts';
import { loadJobRecord } from '../bundle/job-record.ts';
import { writeZip } from '../bundle/write-zip.ts';

/** The folder of a job's bundles: the key without its last part. */
const folderOf = (key: string) => key.slice(0, key.lastIndexOf('/') + 1);

/**
 * Builds the bundle of a job that has ended, unless it is there, and removes those of its earlier states; a job that is
 * gone, also meanwhile, leaves none.
 */
export async function buildBundle(
  { db, storage, log }: Pick<AgentDeps, 'db' | 'storage' | 'log'>,
  jobId: string,
): Promise<void> {
  const record = await loadJobRecord(db, jobId);
  if (record === null || !isFinal(record.job.status)) return;
  const key = await bundleKey(db, record.job);
  if ((await storage.head(key)) === null) {
    const startedAt = performance.now();
    await using zip = await writeZip(bundleEntries(record, storage));
    await storage.writeStream(key, zip, 'application/zip');
    const durationMs = Math.round(performance.now() - startedAt);
    log.info('a bundle was built', { jobId, bytes: zip.bytes, durationMs });
  }
  const earlier = (await storage.list(folderOf(key))).filter((other) => other !== key);
  if (earlier.length > 0) await storage.remove(earlier);
  await db.transaction(async (tx) => {
    const [kept] = await tx.select({ id: jobs.id }).from(jobs).where(eq(jobs.id, jobId)).for('key share');
    if (kept === undefined) {
      await storage.remove([key]);
      await lookAgainAt(tx, [folderOf(key)]);
    } else await announceBundle(tx, record.job);
  });
}
