import { createFile } from '#lib/api.ts';
import { putFile } from '#lib/upload/put-file.ts';

/** The id of a picture in the storage; bytes that are there already are not sent again. */
export async function uploadOnce(picture: File, signal: AbortSignal): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await picture.arrayBuffer());
  const sha256 = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const { name, type: mediaType, size: bytes } = picture;
  const { file, upload } = await createFile({ name, mediaType, bytes, sha256 });
  if (upload !== null) await putFile(picture, upload, () => undefined, signal);
  return file.id;
}
