import type { Db } from '@snaprun/core/database';
import type { EventData } from '@snaprun/core/events';
import { type Attempt, attempts } from '@snaprun/core/schema/attempts';
import { type File, files } from '@snaprun/core/schema/files';
import { jobEvents } from '@snaprun/core/schema/job-events';
import { type Job, jobs } from '@snaprun/core/schema/jobs';
import { and, asc, desc, eq } from 'drizzle-orm';

/** All rows that a bundle tells of. */
export interface JobRecord {
  job: Job;
  /** The upload. */
  input: File;
  attempts: Attempt[];
  artifacts: File[];
  /** What the vision model read, where it came to that. */
  reading: EventData<'image.read'> | null;
  /** The attempt that the result is of; of a job that did not succeed, the one that came furthest. */
  chosen: Attempt | null;
}

/** What is known of a job, or null when it is gone. */
export async function loadJobRecord(db: Db, jobId: string): Promise<JobRecord | null> {
  const [found] = await db
    .select({ job: jobs, input: files })
    .from(jobs)
    .innerJoin(files, eq(files.id, jobs.fileId))
    .where(eq(jobs.id, jobId));
  if (found === undefined) return null;
  const tried = await db.select().from(attempts).where(eq(attempts.jobId, jobId)).orderBy(asc(attempts.n));
  const artifacts = await db
    .select()
    .from(files)
    .where(and(eq(files.jobId, jobId), eq(files.role, 'artifact'), eq(files.state, 'ready')))
    .orderBy(asc(files.name), asc(files.id));
  const [read] = await db
    .select({ data: jobEvents.data })
    .from(jobEvents)
    .where(and(eq(jobEvents.jobId, jobId), eq(jobEvents.type, 'image.read')))
    .orderBy(desc(jobEvents.seq))
    .limit(1);
  const chosen =
    tried.find(({ id }) => id === found.job.attemptId) ??
    tried.findLast(({ execution }) => execution?.status === 'ok') ??
    tried.findLast(({ execution }) => execution !== null) ??
    tried.at(-1) ??
    null;
  const reading = (read?.data as EventData<'image.read'> | undefined) ?? null;
  return { ...found, attempts: tried, artifacts, reading, chosen };
}
