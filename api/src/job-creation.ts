import type { Tx } from '@snaprun/core/database';
import { AppError, sqlState } from '@snaprun/core/errors';
import { insertJob } from '@snaprun/core/jobs';
import { lockFile, removeFileObjects } from '@snaprun/core/removal';
import { type File, files } from '@snaprun/core/schema/files';
import { and, eq } from 'drizzle-orm';
import type { AppDeps } from './deps.ts';
import { getFile, readyInput } from './files.ts';
import { keepAnswer, takeKey } from './idempotency.ts';
import { presentJob } from './job-presentation.ts';
import { admitJob } from './limits/admission.ts';
import { checkPicture } from './picture-check.ts';
import type { Job, NewJob } from './shapes/job.ts';

type Deps = Pick<AppDeps, 'db' | 'storage' | 'log' | 'limits'>;

/** Makes a job of an uploaded picture: checks it once, then job, file and task in one transaction. */
export async function createJob(
  deps: Deps,
  userId: string,
  wanted: NewJob,
  idempotencyKey?: string,
): Promise<Job> {
  const once = { key: idempotencyKey ?? '', route: 'POST /v1/jobs', body: wanted };
  const found = await findInput(deps, userId, wanted.fileId, idempotencyKey !== undefined);
  const seen = found?.state === 'pending' ? await verify(deps, found) : found;

  const made = await deps.db.transaction(async (tx) => {
    const before = idempotencyKey === undefined ? null : await takeKey(tx, userId, once);
    if (before !== null) return { job: before.body as Job, duplicate: null };
    await admitJob(tx, deps, userId);
    if (seen === null) throw new AppError('not_found', `There is no file ${wanted.fileId}.`);
    const file = seen.state === 'pending' ? await markReady(tx, seen) : seen;
    await lockFile(tx, file.id, 'key share');
    const row = await insertJob(tx, {
      userId,
      fileId: file.id,
      name: wanted.name ?? file.name,
      instruction: wanted.instruction || null,
    });
    const job = await presentJob({ db: tx, storage: deps.storage }, row);
    // The kept answer holds no link: it would outlive its signature.
    if (idempotencyKey !== undefined)
      await keepAnswer(tx, userId, idempotencyKey, 201, { ...job, thumbnailUrl: null });
    return { job, duplicate: file.id === seen.id ? null : seen };
  });
  if (made.duplicate !== null)
    await removeFileObjects(deps.storage, made.duplicate).catch((error: unknown) =>
      deps.log.warn('the second copy of a picture could not be removed', {
        fileId: made.duplicate?.id,
        error,
      }),
    );
  return made.job;
}

/** The input, or null where a kept answer may still replace the missing file. */
async function findInput(
  deps: Deps,
  userId: string,
  fileId: string,
  mayBeGone: boolean,
): Promise<File | null> {
  const file = await getFile(deps.db, userId, fileId).catch((error: unknown) => {
    if (mayBeGone && error instanceof AppError && error.code === 'not_found') return null;
    throw error;
  });
  if (file?.role === 'artifact') throw new AppError('not_found', `There is no file ${fileId}.`);
  if (file?.state === 'rejected')
    throw new AppError('unprocessable', file.rejectReason ?? 'This picture was refused. Upload another one.');
  return file;
}

/** The file with its dimensions; a picture that will never do is marked so, loses its object and throws. */
async function verify({ db, storage, log }: Deps, file: File): Promise<File> {
  const verdict = await checkPicture(storage, file);
  if (verdict.ok) return { ...file, width: verdict.width, height: verdict.height };
  await db
    .update(files)
    .set({ state: 'rejected', rejectReason: verdict.reason })
    .where(and(eq(files.id, file.id), eq(files.state, 'pending')));
  await storage
    .remove([file.objectKey])
    .catch((error: unknown) =>
      log.warn('a refused picture could not be removed', { fileId: file.id, error }),
    );
  throw new AppError('unprocessable', verdict.reason);
}

/** Marks a verified picture as ready; where the same content is ready already, that one takes its place. */
async function markReady(tx: Tx, file: File): Promise<File> {
  try {
    return await tx.transaction(async (inner) => {
      const { width, height } = file;
      const [ready] = await inner
        .update(files)
        .set({ state: 'ready', width, height })
        .where(eq(files.id, file.id))
        .returning();
      if (ready === undefined) throw new AppError('not_found', `There is no file ${file.id}.`);
      return ready;
    });
  } catch (error) {
    if (sqlState(error) !== '23505') throw error;
    const [same] = await tx.select().from(files).where(readyInput(file.userId, file.sha256));
    if (same === undefined) throw error;
    await tx.delete(files).where(eq(files.id, file.id));
    return same;
  }
}
