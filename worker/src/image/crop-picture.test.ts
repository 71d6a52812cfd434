import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { cropPicture } from './crop-picture.ts';

/** White, with a red square of half its size in the lower right quarter. */
async function picture(width: number, height: number): Promise<Uint8Array> {
  const size = { width: Math.round(width / 2), height: Math.round(height / 2), channels: 3 as const };
  const red = await sharp({ create: { ...size, background: '#ff0000' } })
    .png()
    .toBuffer();
  return sharp({ create: { width, height, channels: 3, background: '#ffffff' } })
    .composite([{ input: red, left: width - size.width, top: height - size.height }])
    .png()
    .toBuffer();
}

async function redShare(png: Uint8Array): Promise<number> {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  let red = 0;
  for (let i = 0; i < data.length; i += info.channels) if ((data[i + 1] ?? 255) < 128) red += 1;
  return red / (info.width * info.height);
}

describe('a part of a picture', () => {
  test('is cut out with a margin, and a small one is shown twice as large, in blocks of 28', async () => {
    const cut = await cropPicture(await picture(400, 300), { x: 200, y: 150, width: 200, height: 150 });
    expect(cut.box).toEqual({ x: 190, y: 142, width: 210, height: 158 });
    const { width = 0, height = 0 } = await sharp(cut.png).metadata();
    expect([width % 28, height % 28]).toEqual([0, 0]);
    expect(width).toBeGreaterThanOrEqual(420);
    expect(await redShare(cut.png)).toBeGreaterThan(0.85);
  });

  test('is taken out of all pixels where the picture was shown smaller', async () => {
    // 3,000 × 2,000 pixels are shown as about 1,549 × 1,033.
    const cut = await cropPicture(await picture(3000, 2000), { x: 775, y: 517, width: 774, height: 516 });
    const { width = 0 } = await sharp(cut.png).metadata();
    expect(width).toBeGreaterThan(1400);
    expect(await redShare(cut.png)).toBeGreaterThan(0.85);
  });

  test.each([
    ['nothing is said', undefined],
    ['the box is outside', { x: 9_000, y: 9_000, width: 10, height: 10 }],
    ['the box is a speck', { x: 10, y: 10, width: 5, height: 5 }],
    ['the box is empty', { x: 10, y: 10, width: 0, height: 200 }],
    ['the box is nearly all', { x: 1, y: 1, width: 398, height: 298 }],
  ])('is the whole picture where %s', async (_, box) => {
    const cut = await cropPicture(await picture(400, 300), box);
    expect(cut.box).toBeNull();
    expect(await redShare(cut.png)).toBeCloseTo(0.25, 1);
  });

  test('may be the smallest picture there is', async () => {
    const cut = await cropPicture(await picture(2, 2), { x: 0, y: 0, width: 1, height: 1 });
    expect((await sharp(cut.png).metadata()).width).toBe(28);
  });
});
