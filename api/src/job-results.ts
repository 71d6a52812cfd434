import { getJob } from '@snaprun/core/jobs';
import { attempts } from '@snaprun/core/schema/attempts';
import { files } from '@snaprun/core/schema/files';
import { and, asc, eq } from 'drizzle-orm';
import type { AppDeps } from './deps.ts';
import { downloadLink } from './download-links.ts';
import { presentJob } from './job-presentation.ts';
import type { Results } from './shapes/results.ts';

/** Everything a job has produced so far, whatever its status. */
export async function jobResults(
  deps: Pick<AppDeps, 'db' | 'storage'>,
  userId: string,
  jobId: string,
): Promise<Results> {
  const { db, storage } = deps;
  const job = await getJob(db, userId, jobId);
  const tried = await db.select().from(attempts).where(eq(attempts.jobId, jobId)).orderBy(asc(attempts.n));
  const stored = await db
    .select()
    .from(files)
    .where(
      and(
        eq(files.jobId, jobId),
        eq(files.userId, userId),
        eq(files.role, 'artifact'),
        eq(files.state, 'ready'),
      ),
    )
    .orderBy(asc(files.createdAt), asc(files.id));
  return {
    job: await presentJob(deps, job),
    attemptId: job.attemptId,
    attempts: tried.map(({ id, n, origin, code, critic, execution, createdAt }) => ({
      ...{ id, n, origin, code, execution },
      critic: critic ?? { blocked: false, findings: [] },
      createdAt: createdAt.toISOString(),
    })),
    artifacts: await Promise.all(
      stored.map(async (file) => {
        const { id, attemptId, name, mediaType, bytes, sha256, width, height } = file;
        const url = await downloadLink(storage, file);
        return { id, attemptId, name, mediaType, bytes, sha256, width, height, url };
      }),
    ),
    fidelity: job.fidelity,
  };
}
