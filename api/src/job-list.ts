import type { Tx } from '@snaprun/core/database';
import type { JobStatus } from '@snaprun/core/job-states';
import { jobs } from '@snaprun/core/schema/jobs';
import type { Storage } from '@snaprun/core/storage';
import { and, desc, eq, getTableColumns, ilike, or, sql } from 'drizzle-orm';
import { exactTime, readCursor, writeCursor } from './cursor.ts';
import { presentJobs } from './job-presentation.ts';
import type { JobList } from './shapes/job.ts';

export interface JobFilter {
  limit: number;
  cursor?: string | undefined;
  status?: JobStatus | undefined;
  /** Looked for in name and instruction, whatever the case. */
  q?: string | undefined;
  parentId?: string | undefined;
}

/** One page of a person's jobs, newest first. */
export async function listJobs(
  deps: { db: Tx; storage: Storage },
  userId: string,
  filter: JobFilter,
): Promise<JobList> {
  const after = filter.cursor === undefined ? undefined : readCursor(filter.cursor, 'job');
  const like = filter.q ? `%${filter.q.replace(/[\\%_]/g, '\\$&')}%` : undefined;
  const rows = await deps.db
    .select({
      ...getTableColumns(jobs),
      exactly: exactTime(jobs.queuedAt),
    })
    .from(jobs)
    .where(
      and(
        eq(jobs.userId, userId),
        filter.status && eq(jobs.status, filter.status),
        filter.parentId === undefined ? undefined : eq(jobs.parentId, filter.parentId),
        like === undefined ? undefined : or(ilike(jobs.name, like), ilike(jobs.instruction, like)),
        after && sql`(${jobs.queuedAt}, ${jobs.id}) < (${after.time}::timestamptz, ${after.id}::text)`,
      ),
    )
    .orderBy(desc(jobs.queuedAt), desc(jobs.id))
    .limit(filter.limit + 1);
  const page = rows.slice(0, filter.limit);
  const last = rows.length > filter.limit ? page.at(-1) : undefined;
  return {
    jobs: await presentJobs(deps, page),
    nextCursor: last === undefined ? null : writeCursor({ time: last.exactly, id: last.id }),
  };
}
