import type { Tx } from '@snaprun/core/database';
import { files } from '@snaprun/core/schema/files';
import type { Job as JobRow } from '@snaprun/core/schema/jobs';
import type { Storage } from '@snaprun/core/storage';
import { inArray } from 'drizzle-orm';
import { thumbnailLink } from './download-links.ts';
import { queuePlaces } from './job-queue.ts';
import type { Job } from './shapes/job.ts';

type Deps = { db: Tx; storage: Storage };

/** Jobs as the api shows them, in the order given. */
export async function presentJobs({ db, storage }: Deps, rows: readonly JobRow[]): Promise<Job[]> {
  if (rows.length === 0) return [];
  const queued = rows.filter(({ status }) => status === 'queued').map(({ id }) => id);
  const places = await queuePlaces(db, queued);
  const fileIds = [...new Set(rows.map(({ fileId }) => fileId))];
  const pictures = await db
    .select({ id: files.id, thumbnailKey: files.thumbnailKey })
    .from(files)
    .where(inArray(files.id, fileIds));
  const keys = new Map(pictures.map(({ id, thumbnailKey }) => [id, thumbnailKey]));
  return Promise.all(
    rows.map(async (row) => {
      const { id, name, fileId, parentId, relation, instruction } = row;
      const { status, outcome, error, stage, summary, receipt } = row;
      return {
        ...{ id, name, fileId, parentId, relation, instruction, status, outcome, error, stage, summary },
        queue: places.get(id) ?? null,
        receipt,
        thumbnailUrl: await thumbnailLink(storage, keys.get(fileId) ?? null),
        queuedAt: row.queuedAt.toISOString(),
        startedAt: row.startedAt?.toISOString() ?? null,
        finishedAt: row.finishedAt?.toISOString() ?? null,
        expiresAt: row.expiresAt.toISOString(),
      };
    }),
  );
}

export async function presentJob(deps: Deps, row: JobRow): Promise<Job> {
  const [job] = await presentJobs(deps, [row]);
  if (job === undefined) throw new Error('One row makes one job.');
  return job;
}
