import sharp from 'sharp';
import { decodePicture } from './decode-picture.ts';
import type { RejectedPicture } from './rejected-picture.ts';

export interface ReencodedFigure {
  ok: true;
  png: Uint8Array;
  width: number;
  height: number;
  /** True when the whole figure is one colour: nothing was drawn. */
  isBlank: boolean;
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
  const png = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 6 })
    .toBuffer();
  return { ok: true, png, width, height, isBlank: isOneColour(pixels) };
}

/** Whether no pixel differs visibly from the top left one, which is background in a figure. */
function isOneColour(pixels: Uint8Array): boolean {
  const [red = 0, green = 0, blue = 0] = pixels;
  for (let i = 0; i < pixels.length; i += 3) {
    const visible =
      Math.abs((pixels[i] ?? 0) - red) > visibleDifference ||
      Math.abs((pixels[i + 1] ?? 0) - green) > visibleDifference ||
      Math.abs((pixels[i + 2] ?? 0) - blue) > visibleDifference;
    if (visible) return false;
  }
  return true;
}
