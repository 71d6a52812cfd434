import type { Box } from '@snaprun/core/spec';
import sharp from 'sharp';
import { visionPicture, visionSize } from './prepare-picture.ts';

/** Smaller parts are shown larger: small print is what a second look is for. */
const smallPixels = 400_000;
const enlargement = 2;
/** The margin around a part, of its own size: boxes that models give are not exact. */
const margin = 0.05;
/** A part smaller than this share of the picture in both directions is a mistake rather than a panel. */
const leastShare = 0.1;

/**
 * A part of the prepared picture as the vision role is shown it, out of all the pixels there are; the whole where the
 * box makes no sense.
 *
 * `box` is in pixels of the picture that the vision role saw, which may be smaller than `png`. Returns the part that was
 * taken in the same pixels, null for the whole.
 */
export async function cropPicture(
  png: Uint8Array,
  box: Box | undefined,
): Promise<{ png: Uint8Array; box: Box | null }> {
  const { width = 1, height = 1 } = await sharp(png).metadata();
  const seen = visionSize(width, height);
  const part = box && partOf(box, seen.innerWidth, seen.innerHeight);
  const [right, down] = [width / seen.innerWidth, height / seen.innerHeight];
  const area = part
    ? {
        left: Math.floor(part.x * right),
        top: Math.floor(part.y * down),
        width: Math.max(1, Math.min(width - Math.floor(part.x * right), Math.round(part.width * right))),
        height: Math.max(1, Math.min(height - Math.floor(part.y * down), Math.round(part.height * down))),
      }
    : { left: 0, top: 0, width, height };
  const scale = area.width * area.height < smallPixels ? enlargement : 1;
  const { data, info } = await sharp(png)
    .extract(area)
    .resize(area.width * scale, area.height * scale, { fit: 'fill' })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const shown = await visionPicture({ pixels: data, width: info.width, height: info.height });
  return { png: shown.png, box: part ?? null };
}

/** The box with its margin, inside of the picture; undefined when too little or nearly everything is left of it. */
function partOf(box: Box, width: number, height: number): Box | undefined {
  const [x, y] = [Math.max(0, box.x - margin * box.width), Math.max(0, box.y - margin * box.height)];
  const part = {
    x: Math.floor(x),
    y: Math.floor(y),
    width: Math.ceil(Math.min(width, box.x + box.width * (1 + margin)) - Math.floor(x)),
    height: Math.ceil(Math.min(height, box.y + box.height * (1 + margin)) - Math.floor(y)),
  };
  const isSensible = part.width >= leastShare * width && part.height >= leastShare * height;
  const isWhole = part.width >= 0.95 * width && part.height >= 0.95 * height;
  return isSensible && !isWhole ? part : undefined;
}
