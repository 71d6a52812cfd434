import { createFile } from '#lib/api.ts';
import { putFile } from '#lib/put-file.ts';
import { sha256 } from '#lib/sha256.ts';

/** The id of a picture in the storage; bytes that are there already are not sent again. */
export async function uploadOnce(picture: File, signal: AbortSignal): Promise<string> {
  const { file, upload } = await createFile({
    name: picture.name,
    mediaType: picture.type,
    bytes: picture.size,
    sha256: await sha256(picture),
  });
  if (upload !== null) await putFile(picture, upload, () => undefined, signal);
  return file.id;
}
