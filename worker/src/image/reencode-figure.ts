import sharp from 'sharp';
import { decodePicture } from './decode-picture.ts';
import type { RejectedPicture } from './rejected-picture.ts';

export interface ReencodedFigure {
  ok: true;
  png: Uint8Array;
  width: number;
  height: number;
  /** The pixels behind `png`, as in `DecodedPicture`; for a thumbnail, then to be let go. */
  pixels: Uint8Array;
  /** True when the whole figure is one colour: nothing was drawn. */
  isBlank: boolean;
  /** Share of the pixels that differ visibly from the top left one, 0..1; the top left is background in a figure. */
  ink: number;
}

/** Steps of one colour channel that nobody sees and that compression makes. */
const visibleDifference = 8;

/**
 * A figure that came out of a sandbox, decoded and made anew so that it can be shown; or why it cannot be.
 *
 * The program that wrote it is hostile: the same bounds as for an upload hold.
 */
export async function reencodeFigure(bytes: Uint8Array): Promise<ReencodedFigure | RejectedPicture> {
  const picture = await decodePicture(bytes);
  if (!picture.ok) return picture;
  const { pixels, width, height } = picture;
  const ink = inkOf(pixels);
  const png = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 6 })
    .toBuffer();
  return { ok: true, png, width, height, pixels, isBlank: ink === 0, ink };
}

function inkOf(pixels: Uint8Array): number {
  const [red = 0, green = 0, blue = 0] = pixels;
  let different = 0;
  for (let i = 0; i < pixels.length; i += 3) {
    const visible =
      Math.abs((pixels[i] ?? 0) - red) > visibleDifference ||
      Math.abs((pixels[i + 1] ?? 0) - green) > visibleDifference ||
      Math.abs((pixels[i + 2] ?? 0) - blue) > visibleDifference;
    if (visible) different += 1;
  }
  return different / (pixels.length / 3);
}
