import sharp from 'sharp';
import type { DecodedPicture } from './decode-picture.ts';

export interface PreparedPicture {
  /** `input.png` of the sandbox: all pixels, 8-bit sRGB, nothing else. */
  input: { png: Uint8Array; width: number; height: number };
  /** What the vision role is shown. A pixel (x, y) of it is (x / scale, y / scale) of the input. */
  vision: { png: Uint8Array; width: number; height: number; scale: number };
}

/** The most the vision role is shown: 1.6 megapixels are about 2,040 tokens of Qwen2.5-VL. */
export const maxVisionPixels = 1_600_000;
/** Qwen2.5-VL looks at blocks of 28 pixels and would distort other sides itself (Qwen2.5-VL report, 2.1.1). */
const visionBlock = 28;
/** Keeps the longest strip within the model's limit of 200 on the ratio of the sides. */
const maxVisionSide = 128 * visionBlock;
/** What the sandbox's protocol takes is 64 MiB in one frame. */
const maxInputBytes = 60_000_000;

/** The pictures that the sandbox and the vision role get; made from decoded pixels, so no metadata can survive. */
export async function preparePicture(picture: DecodedPicture): Promise<PreparedPicture> {
  const [input, vision] = await Promise.all([inputPicture(picture), visionPicture(picture)]);
  return { input, vision };
}

/** Full resolution; only where noise makes a PNG larger than the sandbox takes it is shrunk until it fits. */
async function inputPicture(picture: DecodedPicture): Promise<PreparedPicture['input']> {
  for (let scale = 1; ; scale *= 0.8) {
    const width = Math.max(1, Math.round(picture.width * scale));
    const height = Math.max(1, Math.round(picture.height * scale));
    // Large pictures are photos, where packing harder costs seconds and gains little.
    const compressionLevel = width * height > 8_000_000 ? 3 : 6;
    const image = fromPixels(picture);
    if (scale < 1) image.resize(width, height, { fit: 'fill' });
    const png = await image.png({ compressionLevel }).toBuffer();
    if (png.length <= maxInputBytes) return { png, width, height };
  }
}

/**
 * At most 1.6 megapixels, both sides multiples of 28.
 *
 * The picture is shrunk evenly and never enlarged; the last pixels up to a multiple of 28 are added at the right and
 * at the bottom by repeating the edge. So nothing is distorted, and one number leads from what the model saw back to
 * the pixel of the input.
 */
export async function visionPicture(
  picture: Pick<DecodedPicture, 'pixels' | 'width' | 'height'>,
): Promise<PreparedPicture['vision']> {
  const size = visionSize(picture.width, picture.height);
  const image = fromPixels(picture);
  if (size.scale < 1) image.resize(size.innerWidth, size.innerHeight, { fit: 'fill' });
  const [right, bottom] = [size.width - size.innerWidth, size.height - size.innerHeight];
  if (right > 0 || bottom > 0) image.extend({ right, bottom, extendWith: 'copy' });
  return { png: await image.png().toBuffer(), width: size.width, height: size.height, scale: size.scale };
}

/** The vision picture's sides, the part of it that the picture takes, and by how much it was shrunk (1 = not). */
export function visionSize(width: number, height: number) {
  const block = (side: number) => Math.ceil(side / visionBlock) * visionBlock;
  let scale = Math.min(
    1,
    Math.sqrt(maxVisionPixels / (width * height)),
    maxVisionSide / Math.max(width, height),
  );
  for (;;) {
    const innerWidth = Math.max(1, Math.round(width * scale));
    const innerHeight = Math.max(1, Math.round(height * scale));
    const size = { width: block(innerWidth), height: block(innerHeight), innerWidth, innerHeight, scale };
    if (size.width * size.height <= maxVisionPixels) return size;
    scale *= 0.995;
  }
}

function fromPixels({ pixels, width, height }: Pick<DecodedPicture, 'pixels' | 'width' | 'height'>) {
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}
