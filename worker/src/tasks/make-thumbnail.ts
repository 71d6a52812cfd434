import { objectKeys } from '@snaprun/core/object-keys';
import { maxPictureBytes } from '@snaprun/core/picture-header';
import { files } from '@snaprun/core/schema/files';
import { eq } from 'drizzle-orm';
import type { AgentDeps } from '../agent/agent-run.ts';
import { decodePicture } from '../image/decode-picture.ts';
import { makeThumbnail } from '../image/thumbnail.ts';

/** Makes the small picture of a file for lists; a file that is gone or cannot be decoded gets none. */
export async function makeThumbnailOf(
  { db, storage, log }: Pick<AgentDeps, 'db' | 'storage' | 'log'>,
  fileId: string,
): Promise<void> {
  const [file] = await db.select().from(files).where(eq(files.id, fileId));
  if (file === undefined || file.thumbnailKey !== null) return;
  const bytes = await storage.read(file.objectKey, maxPictureBytes);
  if (bytes === null) return;
  const picture = await decodePicture(bytes);
  if (!picture.ok) {
    log.info('a picture gets no thumbnail', { fileId, reason: picture.reason });
    return;
  }
  const { webp } = await makeThumbnail(picture);
  const key = objectKeys.thumbnail(fileId);
  await storage.write(key, webp, 'image/webp');
  const kept = await db
    .update(files)
    .set({ thumbnailKey: key })
    .where(eq(files.id, fileId))
    .returning({ id: files.id });
  // Deleted meanwhile: nothing may be left behind.
  if (kept.length === 0) await storage.remove([key]);
}
