import { unzip } from 'node:zlib';
import { damaged, type RejectedPicture, rejected } from './rejected-picture.ts';

/** Larger than any real colour profile; unpacked, because a megabyte of zeros packs into a kilobyte. */
const maxProfileBytes = 4_000_000;
/** Larger than anything that describes a picture; only IDAT may be. */
const maxChunkBytes = 4_000_000;
const maxChunks = 100_000;

/** What decides how the pixels look: palette, transparency, colour space, and the rotation in eXIf. */
const kept = new Set([
  'IHDR',
  'PLTE',
  'tRNS',
  'gAMA',
  'cHRM',
  'sRGB',
  'iCCP',
  'sBIT',
  'eXIf',
  'IDAT',
  'IEND',
]);
/** Samples per pixel by colour type (PNG specification, 11.2.1). */
const channelsOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/**
 * The PNG with nothing but the chunks its pixels need, so that no decoder unpacks a text, an animation frame or
 * anything behind the end; or why it is not taken. Sizes are checked before anything is unpacked.
 */
export async function essentialPng(bytes: Uint8Array): Promise<Uint8Array | RejectedPicture> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts = [bytes.subarray(0, 8)];
  let dataBytes = 0;
  let at = 8;
  for (let chunks = 0; chunks < maxChunks; chunks += 1) {
    if (at + 12 > bytes.length) return rejected(damaged);
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const end = at + 12 + length;
    if (end > bytes.length || !/^[A-Za-z]{4}$/.test(type)) return rejected(damaged);
    if (type === 'IDAT') {
      dataBytes += length;
    } else if (length > maxChunkBytes) {
      return rejected(tooMuchBeside(type));
    }
    if (type === 'iCCP' && !(await unpacksWithin(bytes.subarray(at + 8, end - 4), maxProfileBytes))) {
      return rejected(tooMuchBeside(type));
    }
    if (kept.has(type)) parts.push(bytes.subarray(at, end));
    at = end;
    if (type === 'IEND') {
      if (dataBytes > maxDataBytes(view)) return rejected(tooMuchBeside('IDAT'));
      return Buffer.concat(parts);
    }
  }
  return rejected(damaged);
}

/** More than the packed pixels of this header can honestly take: what does not shrink grows by a thousandth. */
function maxDataBytes(view: DataView): number {
  const [width, height, depth] = [view.getUint32(16), view.getUint32(20), view.getUint8(24)];
  const rowBytes = Math.ceil((width * depth * (channelsOf[view.getUint8(25)] ?? 4)) / 8) + 1;
  // An interlaced picture has up to seven passes, each with a filter byte a row; the rest is headroom.
  return Math.ceil((rowBytes + 7) * height * 1.02) + 65_536;
}

/** Whether an iCCP chunk's profile (name, zero, method, zlib data) unpacks into at most `max` bytes. */
async function unpacksWithin(chunk: Uint8Array, max: number): Promise<boolean> {
  const nameEnd = chunk.indexOf(0);
  if (nameEnd < 0 || nameEnd > 79) return true; // no valid profile: the decoder ignores it
  return new Promise((resolve) => {
    unzip(chunk.subarray(nameEnd + 2), { maxOutputLength: max }, (error) => {
      resolve((error as NodeJS.ErrnoException | null)?.code !== 'ERR_BUFFER_TOO_LARGE');
    });
  });
}

function tooMuchBeside(chunk: string): string {
  return `The picture carries far more data (${chunk}) than its pixels need, as a decompression bomb does. Save it again as a plain PNG or JPEG and upload that.`;
}
