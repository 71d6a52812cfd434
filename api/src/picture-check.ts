import { AppError } from '@snaprun/core/errors';
import { refusePictureKind, refusePictureSize, sniffPicture } from '@snaprun/core/picture-header';
import type { File } from '@snaprun/core/schema/files';
import type { Storage } from '@snaprun/core/storage';

/** As far as the api ever reads into a picture. */
export const maxHeadBytes = 64 * 1024;

export type PictureVerdict =
  | { ok: true; width: number | null; height: number | null }
  /** What is wrong for good with these bytes, as a sentence. */
  | { ok: false; reason: string };

/**
 * Compares an uploaded object with what was announced: size, SHA-256, first bytes, dimensions from the header.
 *
 * Throws `unprocessable` while nothing has been uploaded, since that may still change.
 */
export async function checkPicture(storage: Storage, file: File): Promise<PictureVerdict> {
  const facts = await storage.head(file.objectKey);
  const head = facts === null ? null : await storage.readStart(file.objectKey, maxHeadBytes);
  if (facts === null || head === null)
    throw new AppError(
      'unprocessable',
      'The picture has not been uploaded yet. Send its bytes to the upload address of POST /v1/files, then try again.',
    );
  if (facts.bytes !== file.bytes)
    return refuse(`The upload has ${facts.bytes} bytes, but ${file.bytes} were announced. Upload it again.`);
  if (facts.sha256 !== file.sha256)
    return refuse('The uploaded bytes do not have the SHA-256 that was announced. Upload the picture again.');

  const { kind, width = null, height = null } = sniffPicture(head);
  const wrongKind = refusePictureKind(kind);
  if (wrongKind !== null) return refuse(wrongKind);
  if (`image/${kind}` !== file.mediaType) {
    const announced = file.mediaType === 'image/png' ? 'PNG' : 'JPEG';
    return refuse(
      `The file was announced as a ${announced}, but it is a ${kind.toUpperCase()}. Upload it again with the media type image/${kind}.`,
    );
  }
  const wrongSize = width === null || height === null ? null : refusePictureSize(width, height);
  return wrongSize === null ? { ok: true, width, height } : refuse(wrongSize);
}

function refuse(reason: string): PictureVerdict {
  return { ok: false, reason };
}
