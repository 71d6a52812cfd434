import { describe, expect, test } from 'vitest';
import { labelFrame } from './label-frame.ts';
import type { Raster } from './pixels.ts';

/** A white picture with black blocks in place of letters, 12 pixels high. */
function picture(
  width: number,
  height: number,
  words: { right?: number; left?: number; top: number }[],
): Raster {
  const rgb = new Uint8Array(width * height * 3).fill(255);
  for (const { right, left = (right ?? 0) - 30, top } of words)
    for (const letter of [0, 10, 20])
      for (let y = top; y < top + 12; y++)
        for (let x = left + letter; x < left + letter + 7; x++)
          rgb.fill(0, (y * width + x) * 3, (y * width + x) * 3 + 3);
  return { width, height, rgb } as Raster;
}
const column = [40, 140, 240, 340].map((top) => ({ right: 60, top }));
const row = [80, 200, 320, 440].map((left) => ({ left, top: 370 }));

describe('a plot without frame, axes and grid', () => {
  test('lies between the labels beside it and those below it', () => {
    const box = labelFrame(picture(520, 420, [...column, ...row]), [255, 255, 255]);
    expect(box).not.toBeNull();
    expect(box?.left).toBeGreaterThanOrEqual(60);
    expect(box?.left).toBeLessThan(80);
    expect(box?.top).toBe(46);
    expect(box?.bottom).toBeGreaterThan(355);
    expect(box?.bottom).toBeLessThan(370);
    expect(box?.right).toBeGreaterThan(480);
  });

  test.each([
    ['beside it only', column],
    ['below it only', row],
    [
      'that stand anyhow',
      [...column, ...row].map((word, i) => ({ ...word, top: word.top + ((i * 37) % 29) })),
    ],
  ])('is not told by labels %s', (_what, words) => {
    expect(labelFrame(picture(520, 420, words), [255, 255, 255])).toBeNull();
  });
});
