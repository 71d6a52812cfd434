import type { Tx } from '@snaprun/core/database';
import { AppError } from '@snaprun/core/errors';
import { newId } from '@snaprun/core/ids';
import { lookAgainAt } from '@snaprun/core/late-objects';
import { objectKeys } from '@snaprun/core/object-keys';
import { maxPictureBytes, refusePictureKind } from '@snaprun/core/picture-header';
import { forgetAnswers, lockFile, removeFileObjects } from '@snaprun/core/removal';
import { type File as FileRow, files } from '@snaprun/core/schema/files';
import { jobs } from '@snaprun/core/schema/jobs';
import type { Storage } from '@snaprun/core/storage';
import { and, count, eq } from 'drizzle-orm';
import type { AppDeps } from './deps.ts';
import { downloadLink, thumbnailLink } from './download-links.ts';
import { safeFileName } from './file-names.ts';
import { keepAnswer, takeKey } from './idempotency.ts';
import { admitBytes } from './limits/admission.ts';
import type { File, FileDeletion, FileNegotiation, NewFile } from './shapes/file.ts';

type Deps = Pick<AppDeps, 'db' | 'storage'>;

/** Agrees on an upload: a pending file with its one-time link, or the same ready file that this person already has. */
export async function negotiateFile(
  { db, storage, limits }: Deps & Pick<AppDeps, 'limits'>,
  userId: string,
  wanted: NewFile,
  idempotencyKey?: string,
): Promise<FileNegotiation> {
  const mediaType = wanted.mediaType.trim().toLowerCase();
  refuseDeclared(mediaType, wanted.bytes);
  const file = await db.transaction(async (tx) => {
    const once = { key: idempotencyKey ?? '', route: 'POST /v1/files', body: wanted };
    const before = idempotencyKey === undefined ? null : await takeKey(tx, userId, once);
    const [same] = await tx.select().from(files).where(readyInput(userId, wanted.sha256));
    if (before !== null) {
      // A second copy of the picture may have taken the place of this one.
      return same ?? getFile(tx, userId, (before.body as { id: string }).id);
    }
    if (same === undefined) await admitBytes(tx, { limits }, userId, wanted.bytes);
    const agreed = same ?? (await insertPending(tx, userId, { ...wanted, mediaType }));
    // The kept answer is the file's id: its link would not outlive its signature.
    if (idempotencyKey !== undefined) await keepAnswer(tx, userId, idempotencyKey, 201, { id: agreed.id });
    return agreed;
  });
  const shown = await presentFile(storage, file);
  if (file.state !== 'pending') return { file: shown, upload: null };
  const { objectKey, bytes, sha256 } = file;
  const upload = await storage.presignPut(objectKey, { bytes, mediaType, sha256 });
  return { file: shown, upload: { ...upload, expiresAt: upload.expiresAt.toISOString() } };
}

async function insertPending(
  tx: Tx,
  userId: string,
  { name, mediaType, bytes, sha256 }: NewFile,
): Promise<FileRow> {
  const id = newId('file');
  const [made] = await tx
    .insert(files)
    .values({
      id,
      userId,
      role: 'input',
      objectKey: objectKeys.input(id),
      name: safeFileName(name),
      mediaType,
      bytes,
      sha256,
      state: 'pending',
    })
    .returning();
  if (made === undefined) throw new Error('The insert returned no row.');
  return made;
}

/** The file if it is this person's; a stranger's file and a missing one are the same error. */
export async function getFile(tx: Tx, userId: string, fileId: string): Promise<FileRow> {
  const [file] = await tx
    .select()
    .from(files)
    .where(and(eq(files.id, fileId), eq(files.userId, userId)));
  if (file === undefined) throw new AppError('not_found', `There is no file ${fileId}.`);
  return file;
}

/** Deletes a picture that no job uses, with its objects. */
export async function deleteFile(
  { db, storage }: Deps,
  userId: string,
  fileId: string,
): Promise<FileDeletion> {
  return db.transaction(async (tx) => {
    const file = await getFile(tx, userId, fileId);
    if (file.role === 'artifact')
      throw new AppError('conflict', `File ${fileId} belongs to job ${file.jobId}. Delete the job instead.`);
    // Against a job that is just being made with it, and another deletion.
    await lockFile(tx, fileId, 'update');
    const [used] = await tx.select({ jobs: count() }).from(jobs).where(eq(jobs.fileId, fileId));
    if (used !== undefined && used.jobs > 0)
      throw new AppError(
        'conflict',
        `File ${fileId} is used by ${used.jobs} of your jobs. Delete them first.`,
      );
    await tx.delete(files).where(eq(files.id, fileId));
    await forgetAnswers(tx, userId, fileId);
    await lookAgainAt(tx, [file.objectKey]);
    // Inside the transaction: when the storage does not answer, the file is still there to be deleted again.
    const objects = await removeFileObjects(storage, file);
    return { deleted: { files: 1, objects } };
  });
}

/** The ready picture with this content; a unique index makes it at most one. */
export function readyInput(userId: string, sha256: string) {
  return and(
    eq(files.userId, userId),
    eq(files.sha256, sha256),
    eq(files.role, 'input'),
    eq(files.state, 'ready'),
  );
}

export async function presentFile(storage: Storage, file: FileRow): Promise<File> {
  const { id, name, mediaType, bytes, sha256, width, height, state, rejectReason } = file;
  const thumbnailUrl = await thumbnailLink(storage, file.thumbnailKey);
  return {
    ...{ id, name, mediaType, bytes, sha256, width, height, state, rejectReason },
    createdAt: file.createdAt.toISOString(),
    ...(state === 'ready' ? { downloadUrl: await downloadLink(storage, file) } : {}),
    ...(thumbnailUrl === null ? {} : { thumbnailUrl }),
  };
}

/** A map: an object would also know "constructor". */
const kindOf = new Map<string, Parameters<typeof refusePictureKind>[0]>([
  ['image/png', 'png'],
  ['image/jpeg', 'jpeg'],
  ['application/pdf', 'pdf'],
  ['image/gif', 'gif'],
  ['image/webp', 'webp'],
  ['image/svg+xml', 'svg'],
  ['image/bmp', 'bmp'],
  ['image/tiff', 'tiff'],
  ['image/heic', 'heic'],
  ['image/heif', 'heic'],
  ['image/avif', 'heic'],
  ['application/zip', 'zip'],
]);

function refuseDeclared(mediaType: string, bytes: number): void {
  const reason = refusePictureKind(kindOf.get(mediaType) ?? 'unknown');
  if (reason !== null) throw new AppError('unsupported_media_type', reason);
  const wrongSize = (detail: string) =>
    new AppError('unprocessable', detail, {
      details: { errors: [{ in: 'body', pointer: '/bytes', detail }] },
    });
  if (bytes === 0) throw wrongSize('The file is empty (0 bytes). Choose a PNG or JPEG picture.');
  if (bytes > maxPictureBytes) {
    const [has, limit] = [bytes, maxPictureBytes].map((n) => n.toLocaleString('en-US'));
    throw wrongSize(
      `The picture has ${has} bytes; the limit is ${limit} bytes (20 MB). Make it smaller and try again.`,
    );
  }
}
