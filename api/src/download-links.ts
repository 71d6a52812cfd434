import type { File } from '@snaprun/core/schema/files';
import type { Storage } from '@snaprun/core/storage';

/** What may be served under its own type; everything else is plain bytes. */
const servedTypes = new Set([
  'image/png',
  'image/jpeg',
  'image/svg+xml',
  'text/csv',
  'text/markdown',
  'text/plain',
  'application/json',
  'application/pdf',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
]);

/** A link to a file; only PNGs that the worker made itself are shown in place, everything else is downloaded. */
export function downloadLink(storage: Storage, file: File): Promise<string> {
  const mediaType = servedTypes.has(file.mediaType) ? file.mediaType : 'application/octet-stream';
  const inline = mediaType === 'image/png' && file.role === 'artifact';
  return storage.presignGet(file.objectKey, {
    name: file.name,
    mediaType,
    disposition: inline ? 'inline' : 'attachment',
  });
}

/** A link to a picture's thumbnail, or null while there is none. */
export async function thumbnailLink(storage: Storage, thumbnailKey: string | null): Promise<string | null> {
  if (thumbnailKey === null) return null;
  return storage.presignGet(thumbnailKey, {
    name: 'thumbnail.webp',
    mediaType: 'image/webp',
    disposition: 'inline',
  });
}
