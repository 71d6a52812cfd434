import { expect, test } from 'vitest';
import { denoise, noiseOf } from './denoise.ts';
import { pixelAt } from './pixels.ts';
import { blank, paintBox } from './testing/paint.ts';

function noisy() {
  const raster = blank(80, 60, [200, 200, 200]);
  paintBox(raster, { left: 40, top: 0, right: 41, bottom: 60 }, [20, 20, 20]);
  let state = 7;
  for (let i = 0; i < raster.rgb.length; i++) {
    state = (state * 16807) % 2147483647;
    raster.rgb[i] = (raster.rgb[i] ?? 0) + (state % 9) - 4;
  }
  return raster;
}

test('a picture without noise comes back as it is', () => {
  const clean = blank(80, 60);
  paintBox(clean, { left: 10, top: 10, right: 40, bottom: 50 }, [30, 90, 160]);
  expect(denoise(clean)).toBe(clean);
});

test('noise on flat areas shrinks and a line one pixel wide stays', () => {
  const before = noisy();
  const after = denoise(before);
  expect(noiseOf(after)).toBeLessThan(0.5 * noiseOf(before));
  expect(pixelAt(after, 40, 30)[0]).toBeLessThan(40);
  expect(pixelAt(after, 38, 30)[0]).toBeGreaterThan(190);
});
