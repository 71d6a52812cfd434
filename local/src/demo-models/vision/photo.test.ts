import { expect, test } from 'vitest';
import { isPhoto, palette } from './photo.ts';
import { blank, paintBox } from './testing/paint.ts';

test('the palette holds the flat colours with their shares', () => {
  const raster = blank(100, 100, [200, 30, 30]);
  paintBox(raster, { left: 0, top: 0, right: 100, bottom: 25 }, [20, 40, 220]);
  const [first, second] = palette(raster);
  expect(first?.share).toBeCloseTo(0.75, 1);
  expect(second?.color.map(Math.round)).toEqual([20, 40, 220]);
});

test('grain everywhere makes a photo, flat colours do not', () => {
  const raster = blank(200, 150);
  expect(isPhoto(raster)).toBe(false);
  for (let i = 0; i < raster.rgb.length; i++)
    raster.rgb[i] = ((i * 7919 + (i % 600) * 13 + ((i * i) % 31)) % 40) + (i / raster.rgb.length) * 200;
  expect(isPhoto(raster)).toBe(true);
});
