import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { type DecodedPicture, decodePicture } from './decode-picture.ts';
import { madePng, pngChunk } from './made-png.ts';
import { maxVisionPixels, preparePicture, visionSize } from './prepare-picture.ts';

const plain = (width: number, height: number, value = 90): DecodedPicture => ({
  ...{ ok: true, kind: 'png', width, height },
  pixels: new Uint8Array(width * height * 3).fill(value),
});

describe('the picture for the sandbox', () => {
  test('is the whole picture as an 8-bit sRGB PNG', async () => {
    const { input } = await preparePicture(plain(333, 77));
    const facts = await sharp(input.png).metadata();
    expect(facts).toMatchObject({
      format: 'png',
      width: 333,
      height: 77,
      channels: 3,
      depth: 'uchar',
      space: 'srgb',
    });
    expect(input).toMatchObject({ width: 333, height: 77 });
  });

  test('carries no place, text or profile of the upload', async () => {
    const exif = {
      IFD0: { Copyright: 'secret-name' },
      IFD3: { GPSLatitude: '48/1 51/1 29/1', GPSLatitudeRef: 'N' },
    };
    const jpeg = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#abc' } })
      .withExif(exif)
      .withIccProfile('p3')
      .jpeg()
      .toBuffer();
    const png = madePng(8, 8, Buffer.alloc(192), [pngChunk('tEXt', Buffer.from('Author\0secret-name'))]);
    expect(jpeg.includes('secret-name') && png.includes('secret-name')).toBe(true);
    for (const upload of [jpeg, png]) {
      const picture = await decodePicture(upload);
      if (!picture.ok) throw new Error(picture.reason);
      const { input, vision } = await preparePicture(picture);
      for (const { png: bytes } of [input, vision]) {
        expect(Buffer.from(bytes).includes('secret-name')).toBe(false);
        const facts = await sharp(bytes).metadata();
        expect([facts.exif, facts.icc, facts.xmp, facts.comments]).toEqual([
          undefined,
          undefined,
          undefined,
          undefined,
        ]);
      }
    }
  });
});

describe('the picture for the vision role', () => {
  test.each([
    [1, 1],
    [28, 28],
    [640, 480],
    [1265, 1265],
    [3000, 2000],
    [8000, 5000],
    [40_000, 10],
    [10, 4_000_000],
  ])('%i × %i: at most 1.6 megapixels, sides multiples of 28, not distorted', (width, height) => {
    const size = visionSize(width, height);
    expect(size.width * size.height).toBeLessThanOrEqual(maxVisionPixels);
    expect([size.width % 28, size.height % 28]).toEqual([0, 0]);
    expect(Math.max(size.width / size.height, size.height / size.width)).toBeLessThan(200);
    expect(Math.abs(size.innerWidth - width * size.scale)).toBeLessThanOrEqual(1);
    expect(Math.abs(size.innerHeight - height * size.scale)).toBeLessThanOrEqual(1);
    expect(
      [size.width - size.innerWidth, size.height - size.innerHeight].every((pad) => pad >= 0 && pad < 28),
    ).toBe(true);
  });

  test('a small picture keeps every pixel, and the edge is repeated up to the multiple', async () => {
    const picture = plain(30, 20);
    picture.pixels.fill(200, 0, 3);
    const { vision } = await preparePicture(picture);
    expect(vision).toMatchObject({ width: 56, height: 28, scale: 1 });
    const pixels = await sharp(vision.png).raw().toBuffer();
    expect([pixels[0], pixels[3], pixels.at(-1)]).toEqual([200, 90, 90]);
  });

  test('a large picture is shrunk evenly', async () => {
    const { vision } = await preparePicture(plain(3000, 2000));
    expect(await sharp(vision.png).metadata()).toMatchObject({
      width: vision.width,
      height: vision.height,
      channels: 3,
    });
    expect(vision.scale).toBeGreaterThan(0.49);
  });
});
