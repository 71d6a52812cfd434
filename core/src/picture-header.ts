export const pictureKinds = [
  'png',
  'jpeg',
  'pdf',
  'gif',
  'webp',
  'svg',
  'bmp',
  'tiff',
  'heic',
  'zip',
  'unknown',
] as const;
export type PictureKind = (typeof pictureKinds)[number];

export interface PictureHeader {
  kind: PictureKind;
  /** Pixels as stored, before any EXIF rotation; absent where the given bytes do not say. */
  width?: number;
  height?: number;
}

/** What a picture may weigh, in bytes. */
export const maxPictureBytes = 20_000_000;

/** What a picture may have, counted from its header; 40 megapixels decode to 160 MB of RGBA. */
export const maxPicturePixels = 40_000_000;

/**
 * What a file is by its first bytes, with the dimensions of a PNG or JPEG; it never throws.
 *
 * It reads nothing but `head` and needs no platform API. A JPEG may carry its size behind hundreds of kilobytes of
 * metadata: then width and height are absent and only decoding tells.
 */
export function sniffPicture(head: Uint8Array): PictureHeader {
  if (startsWith(head, '\x89PNG\r\n\x1a\n')) return { kind: 'png', ...pngSize(head) };
  if (startsWith(head, '\xff\xd8\xff')) return { kind: 'jpeg', ...jpegSize(head) };
  if (startsWith(head, 'GIF87a') || startsWith(head, 'GIF89a')) return { kind: 'gif' };
  if (startsWith(head, 'RIFF') && startsWith(head, 'WEBP', 8)) return { kind: 'webp' };
  if (startsWith(head, 'ftyp', 4) && heicBrands.has(latin1(head, 8, 12))) return { kind: 'heic' };
  if (tiffMagics.some((magic) => startsWith(head, magic))) return { kind: 'tiff' };
  if (startsWith(head, 'PK\x03\x04') || startsWith(head, 'PK\x05\x06')) return { kind: 'zip' };
  const text = latin1(head, 0, 1024);
  // Readers accept a PDF whose mark stands anywhere in the first kilobyte.
  if (text.includes('%PDF-')) return { kind: 'pdf' };
  if (/^(?:\xef\xbb\xbf)?\s*</.test(text) && /<svg[\s>]/i.test(text)) return { kind: 'svg' };
  if (startsWith(head, 'BM') && latin1(head, 6, 10) === '\0\0\0\0') return { kind: 'bmp' };
  return { kind: 'unknown' };
}

/** Why a file of this kind is not taken, and what to do instead; null for PNG and JPEG. */
export function refusePictureKind(kind: PictureKind): string | null {
  return refusals[kind];
}

/** Why a picture of this size is not taken, or null when it may be decoded. */
export function refusePictureSize(width: number, height: number): string | null {
  if (width < 1 || height < 1)
    return 'The picture says that it has no pixels. Save it again as a PNG or JPEG.';
  if (width * height <= maxPicturePixels) return null;
  const megapixels = Math.ceil((width * height) / 1_000_000);
  return `The picture has ${width} × ${height} pixels (${megapixels} megapixels); the limit is ${maxPicturePixels / 1_000_000} megapixels. Make it smaller and upload it again.`;
}

const refusals: Readonly<Record<PictureKind, string | null>> = {
  png: null,
  jpeg: null,
  pdf: 'This file is a PDF. Upload a PNG or JPEG of the page instead, for example a screenshot of it.',
  gif: 'This file is a GIF. Upload a PNG or JPEG instead: save one frame of it in that format.',
  webp: 'This file is a WebP picture. Upload a PNG or JPEG instead: save it again in that format.',
  svg: 'This file is an SVG drawing. Upload a PNG or JPEG instead: export it in that format.',
  bmp: 'This file is a BMP picture. Upload a PNG or JPEG instead: save it again in that format.',
  tiff: 'This file is a TIFF picture. Upload a PNG or JPEG instead: save it again in that format.',
  heic: 'This file is a HEIC or AVIF picture. Upload a PNG or JPEG instead: export it in that format.',
  zip: 'This file is a ZIP archive or an office document. Upload a PNG or JPEG of what it shows instead.',
  unknown: 'This file is neither a PNG nor a JPEG. Upload a PNG or JPEG picture.',
};

const heicBrands = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1', 'avif', 'avis']);
const tiffMagics = ['II*\0', 'MM\0*', 'II+\0', 'MM\0+'];

/** Width and height from IHDR, which has to be the first chunk (PNG specification, 5.6). */
function pngSize(head: Uint8Array): { width?: number; height?: number } {
  if (head.length < 24 || !startsWith(head, '\0\0\0\rIHDR', 8)) return {};
  return { width: uint(head, 16, 4), height: uint(head, 20, 4) };
}

/** Width and height from the first start-of-frame segment (ITU T.81, B.2.2). */
function jpegSize(head: Uint8Array): { width?: number; height?: number } {
  let at = 2;
  while (at + 3 < head.length) {
    if (head[at] !== 0xff) return {};
    const marker = uint(head, at + 1, 1);
    if (marker === 0xff) {
      at += 1; // fill byte
    } else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += 2; // stands alone
    } else if (marker === 0xd9 || marker === 0xda) {
      return {};
    } else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      if (at + 9 > head.length) return {};
      const size = { width: uint(head, at + 7, 2), height: uint(head, at + 5, 2) };
      // Zero lines means that the height comes after the first scan: only decoding tells.
      return size.height === 0 ? {} : size;
    } else {
      at += 2 + Math.max(2, uint(head, at + 2, 2));
    }
  }
  return {};
}

function uint(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let i = at; i < at + length; i += 1) value = value * 256 + (bytes[i] ?? 0);
  return value;
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}

function startsWith(bytes: Uint8Array, magic: string, at = 0): boolean {
  return latin1(bytes, at, at + magic.length) === magic;
}
