import { Buffer } from 'node:buffer';
import type { Tx } from '@snaprun/core/database';
import { AppError } from '@snaprun/core/errors';
import type { JobStatus } from '@snaprun/core/job-states';
import { jobs } from '@snaprun/core/schema/jobs';
import type { Storage } from '@snaprun/core/storage';
import { and, desc, eq, getTableColumns, ilike, or, sql } from 'drizzle-orm';
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
  const after = filter.cursor === undefined ? undefined : readCursor(filter.cursor);
  const like = filter.q ? `%${filter.q.replace(/[\\%_]/g, '\\$&')}%` : undefined;
  const rows = await deps.db
    .select({
      ...getTableColumns(jobs),
      // A Date has milliseconds, Postgres microseconds: a cursor of milliseconds would lose rows.
      exactly: sql<string>`to_char(${jobs.queuedAt} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`,
    })
    .from(jobs)
    .where(
      and(
        eq(jobs.userId, userId),
        filter.status && eq(jobs.status, filter.status),
        filter.parentId === undefined ? undefined : eq(jobs.parentId, filter.parentId),
        like === undefined ? undefined : or(ilike(jobs.name, like), ilike(jobs.instruction, like)),
        after && sql`(${jobs.queuedAt}, ${jobs.id}) < (${after.queuedAt}::timestamptz, ${after.id}::text)`,
      ),
    )
    .orderBy(desc(jobs.queuedAt), desc(jobs.id))
    .limit(filter.limit + 1);
  const page = rows.slice(0, filter.limit);
  const last = rows.length > filter.limit ? page.at(-1) : undefined;
  return {
    jobs: await presentJobs(deps, page),
    nextCursor: last === undefined ? null : writeCursor(last.exactly, last.id),
  };
}

function writeCursor(queuedAt: string, id: string): string {
  return Buffer.from(`${queuedAt} ${id}`).toString('base64url');
}

function readCursor(cursor: string): { queuedAt: string; id: string } {
  const [, queuedAt, id] =
    /^(\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d\.\d{6}Z) (job_[0-9a-z]{20})$/.exec(
      Buffer.from(cursor, 'base64url').toString(),
    ) ?? [];
  if (queuedAt === undefined || id === undefined || !isReal(queuedAt)) {
    const detail = 'This cursor is not one that a list of jobs gave out. Start without a cursor.';
    throw new AppError('unprocessable', detail, {
      details: { errors: [{ in: 'query', pointer: '/cursor', detail }] },
    });
  }
  return { queuedAt, id };
}

/** Date.parse takes the 31st of February for a day in March; Postgres does not. */
function isReal(time: string): boolean {
  const date = new Date(time);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 23) === time.slice(0, 23);
}
