import type { Db } from '@snaprun/core/database';
import { AppError } from '@snaprun/core/errors';
import { isFinal } from '@snaprun/core/job-states';
import { getJob } from '@snaprun/core/jobs';
import { holdJob } from '@snaprun/core/removal';
import { feedback } from '@snaprun/core/schema/account';
import type { Feedback, KeptFeedback } from './shapes/job-children.ts';

/** Keeps what a person says of a result; said again, the new word replaces the old one. */
export function giveFeedback(
  db: Db,
  userId: string,
  jobId: string,
  { verdict, note }: Feedback,
): Promise<KeptFeedback> {
  return db.transaction(async (tx) => {
    const job = await getJob(tx, userId, jobId);
    if (!isFinal(job.status))
      throw new AppError('conflict', `Job ${jobId} is still ${job.status}: there is no result to judge yet.`);
    await holdJob(tx, jobId);
    const said = { verdict, note: note || null };
    await tx
      .insert(feedback)
      .values({ jobId, userId, ...said })
      .onConflictDoUpdate({ target: feedback.jobId, set: { ...said, createdAt: new Date() } });
    return said;
  });
}
