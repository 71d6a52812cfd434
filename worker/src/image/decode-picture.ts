import {
  maxPictureBytes,
  maxPicturePixels,
  refusePictureKind,
  refusePictureSize,
  sniffPicture,
} from '@snaprun/core/picture-header';
import sharp from 'sharp';
import { essentialJpeg } from './jpeg-container.ts';
import { essentialPng } from './png-container.ts';
import { damaged, type RejectedPicture, rejected } from './rejected-picture.ts';

/** Every pixel of a picture as it is meant to be seen: upright, opaque on white, without any metadata. */
export interface DecodedPicture {
  ok: true;
  kind: 'png' | 'jpeg';
  /** Pixels, after the rotation that EXIF asks for. */
  width: number;
  height: number;
  /** Red, green, blue, one byte each, sRGB, row by row from the top: `width * height * 3` bytes. */
  pixels: Uint8Array;
}

/** A 40-megapixel picture takes about 2 s here; the rest is room for a machine with other work to do. */
const maxSeconds = 30;

/**
 * Decodes a PNG or JPEG from anyone, or says in a sentence why not; never throws because of what the bytes are.
 *
 * Kind, dimensions and packed sizes are checked before anything is unpacked, and the decoder is bounded in pixels and
 * seconds. At most 120 MB of pixels and about as much again while decoding.
 */
export async function decodePicture(bytes: Uint8Array): Promise<DecodedPicture | RejectedPicture> {
  if (bytes.length === 0) return rejected('The file is empty. Upload the picture again as a PNG or JPEG.');
  if (bytes.length > maxPictureBytes) {
    return rejected(
      `The file has ${bytes.length} bytes; the limit is ${maxPictureBytes}. Make it smaller and upload it again.`,
    );
  }
  const { kind, width, height } = sniffPicture(bytes);
  const refusal = refusePictureKind(kind);
  if (refusal !== null || (kind !== 'png' && kind !== 'jpeg')) return rejected(refusal ?? damaged);
  if (width === undefined || height === undefined) return rejected(damaged);
  const tooLarge = refusePictureSize(width, height);
  if (tooLarge !== null) return rejected(tooLarge);

  const essential = kind === 'png' ? await essentialPng(bytes) : essentialJpeg(bytes);
  if (!(essential instanceof Uint8Array)) return essential;
  try {
    const { data, info } = await sharp(essential, {
      limitInputPixels: maxPicturePixels,
      failOn: 'error',
      pages: 1,
    })
      .timeout({ seconds: maxSeconds })
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .removeAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3 || data.length !== info.width * info.height * 3) return rejected(damaged);
    return { ok: true, kind, width: info.width, height: info.height, pixels: data };
  } catch (error) {
    // Whatever the decoder has against these bytes is the picture's fault; only time says something else.
    if (error instanceof Error && /timeout/i.test(error.message)) {
      return rejected(
        `The picture takes longer than ${maxSeconds} s to decode. Make it smaller and upload it again.`,
      );
    }
    return rejected(damaged);
  }
}
