import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { madePng, pngChunk } from './made-png.ts';
import { reencodeFigure } from './reencode-figure.ts';
import { makeThumbnail } from './thumbnail.ts';

const canvas = (width: number, height: number, background: string) =>
  sharp({ create: { width, height, channels: 4, background } });

describe('a figure from a sandbox', () => {
  test('is made anew: same pixels, none of the bytes around them', async () => {
    const bytes = madePng(2, 1, Buffer.from([255, 255, 255, 10, 20, 30]), [
      pngChunk('tEXt', Buffer.from('Comment\0<script>')),
    ]);
    const figure = await reencodeFigure(Buffer.concat([bytes, Buffer.from('<script>')]));
    if (!figure.ok) throw new Error(figure.reason);
    expect(figure).toMatchObject({ width: 2, height: 1, isBlank: false });
    expect(Buffer.from(figure.png).includes('<script>')).toBe(false);
    expect([...(await sharp(figure.png).raw().toBuffer())]).toEqual([255, 255, 255, 10, 20, 30]);
  });

  test.each(['#ffffff', '#00000000', '#203040'])('one colour, %s, is blank', async (background) => {
    const figure = await reencodeFigure(await canvas(60, 40, background).png().toBuffer());
    expect(figure).toMatchObject({ ok: true, isBlank: true });
  });

  test('one thin line is not blank, invisible noise is', async () => {
    const line = await canvas(1, 40, '#000').png().toBuffer();
    const drawn = await canvas(60, 40, '#fff')
      .composite([{ input: line, left: 9, top: 0 }])
      .png()
      .toBuffer();
    expect(await reencodeFigure(drawn)).toMatchObject({ isBlank: false });
    const noise = Buffer.from(Array.from({ length: 300 }, (_, i) => 200 + (i % 7)));
    expect(await reencodeFigure(madePng(10, 10, noise))).toMatchObject({ isBlank: true });
  });

  test('what is no picture is a value with a sentence', async () => {
    const result = await reencodeFigure(Buffer.from('<svg><script/></svg>'));
    expect(result).toEqual({ ok: false, reason: expect.stringMatching(/^This file is an SVG drawing\./) });
  });
});

describe('a thumbnail', () => {
  test.each([
    [2000, 1000, 480, 240],
    [100, 3000, 16, 480],
    [300, 200, 300, 200],
    [1, 1, 1, 1],
  ])('of %i × %i is %i × %i WebP', async (width, height, wanted, wantedHeight) => {
    const thumbnail = await makeThumbnail({ pixels: new Uint8Array(width * height * 3), width, height });
    expect(thumbnail).toMatchObject({ width: wanted, height: wantedHeight });
    expect(await sharp(thumbnail.webp).metadata()).toMatchObject({
      format: 'webp',
      width: wanted,
      height: wantedHeight,
    });
  });
});
