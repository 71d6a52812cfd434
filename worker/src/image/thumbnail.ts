import sharp from 'sharp';
import type { DecodedPicture } from './decode-picture.ts';

export interface Thumbnail {
  webp: Uint8Array;
  width: number;
  height: number;
}

/** Pixels of the longer side: twice what a card in the list shows, for dense screens. */
export const maxThumbnailSide = 480;

/** A WebP picture of at most 480 pixels a side; small pictures keep their size. */
export async function makeThumbnail({
  pixels,
  width,
  height,
}: Pick<DecodedPicture, 'pixels' | 'width' | 'height'>): Promise<Thumbnail> {
  const { data, info } = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .resize(maxThumbnailSide, maxThumbnailSide, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 80 })
    .toBuffer({ resolveWithObject: true });
  return { webp: data, width: info.width, height: info.height };
}
