import { damaged, type RejectedPicture, rejected } from './rejected-picture.ts';

const maxSegments = 5_000;

/**
 * The JPEG with only the application segments that decide how its pixels look (JFIF, EXIF for the rotation, the
 * colour profile, Adobe's colour transform); previews, gain maps, XMP and comments are left out. Or why it is not taken.
 */
export function essentialJpeg(bytes: Uint8Array): Uint8Array | RejectedPicture {
  const parts = [bytes.subarray(0, 2)];
  let at = 2;
  for (let segments = 0; segments < maxSegments; segments += 1) {
    const marker = bytes[at + 1];
    if (bytes[at] !== 0xff || marker === undefined) return rejected(damaged);
    if (marker === 0xff) {
      at += 1; // fill byte
      continue;
    }
    // The scans follow: nothing but a decoder tells where they end.
    if (marker === 0xda) return Buffer.concat([...parts, bytes.subarray(at)]);
    const standsAlone = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
    const length = standsAlone ? 0 : ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    const end = at + 2 + length;
    if (end > bytes.length || marker === 0xd9 || (!standsAlone && length < 2)) return rejected(damaged);
    if (isKept(marker, bytes.subarray(at + 4, at + 18))) parts.push(bytes.subarray(at, end));
    at = end;
  }
  return rejected(damaged);
}

function isKept(marker: number, start: Uint8Array): boolean {
  const name = String.fromCharCode(...start);
  if (marker === 0xe0) return name.startsWith('JFIF\0');
  if (marker === 0xe1) return name.startsWith('Exif\0\0');
  if (marker === 0xe2) return name.startsWith('ICC_PROFILE\0');
  if (marker === 0xee) return name.startsWith('Adobe');
  return marker < 0xe0 || (marker > 0xef && marker !== 0xfe);
}
