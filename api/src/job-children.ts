import type { Tx } from '@snaprun/core/database';
import { AppError } from '@snaprun/core/errors';
import { appendEvent } from '@snaprun/core/events';
import { newId } from '@snaprun/core/ids';
import { isFinal } from '@snaprun/core/job-states';
import { getJob, insertJob, type NewJob } from '@snaprun/core/jobs';
import { holdJob, lockFile } from '@snaprun/core/removal';
import { attempts } from '@snaprun/core/schema/attempts';
import type { Job as JobRow } from '@snaprun/core/schema/jobs';
import { and, eq } from 'drizzle-orm';
import type { AppDeps } from './deps.ts';
import { keepAnswer, takeKey } from './idempotency.ts';
import { presentJob } from './job-presentation.ts';
import { admitJob } from './limits/admission.ts';
import type { Job } from './shapes/job.ts';
import type { EditedRun, FollowUp, Retry } from './shapes/job-children.ts';

/** What a child job is made of, as the body of its route says. */
export type ChildWish =
  | { relation: 'retry'; body: Retry }
  | { relation: 'follow_up'; body: FollowUp }
  | { relation: 'run'; body: EditedRun };

const routes = { retry: 'retry', follow_up: 'follow-ups', run: 'runs' } as const;

type Deps = Pick<AppDeps, 'db' | 'storage' | 'limits'>;

/**
 * Makes a child of a job that has ended: the same again, a change, or code that a person edited.
 *
 * Throws a conflict while the parent is still at work: what it will have found is not known yet.
 */
export function createChild(
  deps: Deps,
  userId: string,
  parentId: string,
  wish: ChildWish,
  idempotencyKey?: string,
): Promise<Job> {
  const route = `POST /v1/jobs/${parentId}/${routes[wish.relation]}`;
  return deps.db.transaction(async (tx) => {
    const once = { key: idempotencyKey ?? '', route, body: wish.body };
    const before = idempotencyKey === undefined ? null : await takeKey(tx, userId, once);
    if (before !== null) return before.body as Job;
    const parent = await endedJob(tx, userId, parentId);
    await admitJob(tx, deps, userId);
    await lockFile(tx, parent.fileId, 'key share');
    await holdJob(tx, parentId);
    const row = await insertChild(tx, parent, wish);
    const job = await presentJob({ db: tx, storage: deps.storage }, row);
    // The kept answer holds no link: it would outlive its signature.
    if (idempotencyKey !== undefined)
      await keepAnswer(tx, userId, idempotencyKey, 201, { ...job, thumbnailUrl: null });
    return job;
  });
}

async function endedJob(tx: Tx, userId: string, jobId: string): Promise<JobRow> {
  const job = await getJob(tx, userId, jobId);
  if (!isFinal(job.status))
    throw new AppError('conflict', `Job ${jobId} is still ${job.status}. Wait until it ends, or cancel it.`);
  return job;
}

async function insertChild(tx: Tx, parent: JobRow, wish: ChildWish): Promise<JobRow> {
  const { id: parentId, userId, fileId, name, instruction } = parent;
  const child: NewJob = { parentId, userId, fileId, name, instruction, relation: wish.relation };
  switch (wish.relation) {
    case 'retry': {
      const seed = wish.body.seed === 'same' ? { seed: parent.seed } : {};
      const code = await editedCode(tx, parent);
      const row = await insertJob(tx, { ...child, ...seed });
      // Trying edited code again is running it again.
      return code === null ? row : addEditedCode(tx, row, code);
    }
    case 'follow_up':
      return insertJob(tx, { ...child, instruction: wish.body.instruction });
    case 'run':
      return addEditedCode(tx, await insertJob(tx, { ...child, seed: parent.seed }), wish.body.code);
  }
}

/** The code that a person gave this job to run, or null for a job whose code a model wrote. */
async function editedCode(tx: Tx, job: JobRow): Promise<string | null> {
  const [edited] = await tx
    .select({ code: attempts.code })
    .from(attempts)
    .where(and(eq(attempts.jobId, job.id), eq(attempts.origin, 'edited')));
  return edited?.code ?? null;
}

/** The edited code is the job's first attempt from the start; the worker finds it there and asks no model. */
async function addEditedCode(tx: Tx, job: JobRow, code: string): Promise<JobRow> {
  const attempt = { id: newId('attempt'), jobId: job.id, n: 1, epoch: job.epoch, origin: 'edited' } as const;
  await tx.insert(attempts).values({ ...attempt, code });
  const data = { attemptId: attempt.id, n: 1, origin: 'edited', code } as const;
  return { ...job, eventSeq: await appendEvent(tx, job.id, { type: 'code.written', data }) };
}
