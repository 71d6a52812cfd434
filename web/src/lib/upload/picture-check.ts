import { imageDimensionsFromData } from 'image-dimensions';

export const maxPictureBytes = 20_000_000;
export const maxPicturePixels = 40_000_000;

export type PictureType = 'image/png' | 'image/jpeg';
export type PictureProblem =
  | { code: 'empty' | 'pdf' | 'no_picture' | 'unreadable_file' }
  | { code: 'other_format'; format: string }
  | { code: 'too_heavy'; bytes: number }
  | { code: 'too_many_pixels'; width: number; height: number };
export type PictureVerdict =
  | { mediaType: PictureType; size: { width: number; height: number } | null }
  | { problem: PictureProblem };

/** A JPEG may carry its size behind a preview and a colour profile; beyond this only decoding tells. */
const headBytes = 512 * 1024;

/**
 * Looks at a file before a byte of it leaves the browser: what it is by its first bytes, its weight and its pixels.
 *
 * The file's name and declared type are not believed.
 */
export async function checkPicture(file: Blob): Promise<PictureVerdict> {
  if (file.size === 0) return { problem: { code: 'empty' } };
  let head: Uint8Array;
  try {
    head = new Uint8Array(await file.slice(0, headBytes).arrayBuffer());
  } catch {
    // A folder, or a file that has gone since it was chosen: the browser cannot read it.
    return { problem: { code: 'unreadable_file' } };
  }
  const start = String.fromCharCode(...head.subarray(0, 1024));
  const mediaType = pictureType(start);
  if (mediaType === null) return { problem: refusalOf(start) };
  if (file.size > maxPictureBytes) return { problem: { code: 'too_heavy', bytes: file.size } };
  const size = sizeOf(head);
  if (size !== null && size.width * size.height > maxPicturePixels)
    return { problem: { code: 'too_many_pixels', ...size } };
  return { mediaType, size };
}

function sizeOf(head: Uint8Array): { width: number; height: number } | null {
  try {
    const found = imageDimensionsFromData(head);
    return found ? { width: found.width, height: found.height } : null;
  } catch {
    return null; // a header cut short: the server decides
  }
}

function pictureType(start: string): PictureType | null {
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (start.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  return null;
}

function refusalOf(start: string): PictureProblem {
  if (start.includes('%PDF-')) return { code: 'pdf' };
  const known = (
    [
      ['GIF', /^GIF8/],
      ['WebP', /^RIFF.{4}WEBP/s],
      ['HEIC/AVIF', /^.{4}ftyp/s],
      ['TIFF', /^(II\*\0|MM\0\*)/],
      ['BMP', /^BM.{4}\0\0\0\0/s],
      ['SVG', /<svg[\s>]/i],
    ] as const
  ).find(([, magic]) => magic.test(start));
  return known ? { code: 'other_format', format: known[0] } : { code: 'no_picture' };
}
