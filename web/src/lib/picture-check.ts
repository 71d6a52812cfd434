export const maxPictureBytes = 20_000_000;

export type PictureType = 'image/png' | 'image/jpeg';
export type PictureVerdict = { mediaType: PictureType } | { problem: string };

/**
 * Looks at a file before a byte of it leaves the browser: what it is by its first bytes, and its size.
 *
 * The file's name and declared type are not believed. A problem is a sentence that says what to do.
 */
export async function checkPicture(file: Blob): Promise<PictureVerdict> {
  if (file.size === 0) return { problem: 'This file is empty. Choose a PNG or JPEG picture.' };
  const head = new Uint8Array(await file.slice(0, 1024).arrayBuffer());
  const mediaType = pictureType(head);
  if (mediaType === null) return { problem: refusalOf(head) };
  if (file.size > maxPictureBytes) {
    const size = (file.size / 1_000_000).toFixed(1);
    return {
      problem: `This picture has ${size} MB; the limit is 20 MB. Make it smaller or save it as a JPEG, then try again.`,
    };
  }
  return { mediaType };
}

function pictureType(head: Uint8Array): PictureType | null {
  const text = latin1(head);
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  return null;
}

function refusalOf(head: Uint8Array): string {
  const text = latin1(head);
  if (text.includes('%PDF-'))
    return 'This is a PDF; a PNG or JPEG is wanted. Take a screenshot of the page with the chart and drop that.';
  const known = (
    [
      ['GIF', /^GIF8/],
      ['WebP', /^RIFF.{4}WEBP/s],
      ['HEIC or AVIF', /^.{4}ftyp/s],
      ['TIFF', /^(II\*\0|MM\0\*)/],
      ['SVG', /<svg[\s>]/i],
    ] as const
  ).find(([, magic]) => magic.test(text));
  if (known)
    return `This is a ${known[0]} picture; a PNG or JPEG is wanted. Save it in one of these formats and try again.`;
  return 'This is not a picture we can read; a PNG or JPEG is wanted.';
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
