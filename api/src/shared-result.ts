import { files } from '@snaprun/core/schema/files';
import { eq } from 'drizzle-orm';
import type { AppDeps } from './deps.ts';
import { downloadLink, thumbnailLink } from './download-links.ts';
import { jobResults } from './job-results.ts';
import type { SharedResult } from './shapes/share.ts';
import { findShare } from './shares.ts';

/** What a link shows, for whoever has it: one attempt with its files, without ids and without its owner. */
export async function sharedResult(
  deps: Pick<AppDeps, 'db' | 'storage'>,
  token: string,
): Promise<SharedResult> {
  const { userId, jobId, expiresAt } = await findShare(deps.db, token);
  const { job, attemptId, attempts, artifacts, fidelity } = await jobResults(deps, userId, jobId);
  const [picture] = await deps.db.select().from(files).where(eq(files.id, job.fileId));
  if (picture === undefined) throw new Error('A job has a picture.');
  const shown = attempts.find(({ id }) => id === attemptId) ?? attempts.at(-1) ?? null;
  const { name, instruction, status, outcome, summary, error, finishedAt } = job;
  const { mediaType, width, height } = picture;
  return {
    ...{ name, instruction, status, outcome, summary, error, finishedAt, fidelity },
    expiresAt: expiresAt.toISOString(),
    picture: {
      ...{ mediaType, width, height },
      url: await downloadLink(deps.storage, picture),
      thumbnailUrl: await thumbnailLink(deps.storage, picture.thumbnailKey),
    },
    attempt: shown && withoutId(shown),
    artifacts: artifacts
      .filter((artifact) => artifact.attemptId === shown?.id)
      .map(({ id: _, attemptId: __, ...artifact }) => artifact),
    demoModels: job.receipt.demoModels,
  };
}

function withoutId<T extends { id: string }>({ id: _, ...rest }: T): Omit<T, 'id'> {
  return rest;
}
