import { expect, test } from 'vitest';
import { pixelAt } from './pixels.ts';
import { findSkew, straighten, unskew } from './straighten.ts';
import { black, blank, paintBox, paintFrame, white } from './testing/paint.ts';

function ruled() {
  const raster = blank(400, 300);
  for (let y = 40; y < 280; y += 40) paintBox(raster, { left: 30, right: 370, top: y, bottom: y + 2 }, black);
  paintFrame(raster, { left: 30, top: 20, right: 372, bottom: 282 }, black);
  return raster;
}

test('a straight picture comes back as it is', () => {
  const raster = ruled();
  expect(findSkew(raster)).toBeNull();
  expect(straighten(raster, white)).toBe(raster);
});

test.each([0.03, -0.02])('a picture turned by %f is found and turned back', (rise) => {
  const turned = unskew(ruled(), { rise: -rise, riseTurn: 0, lean: rise, leanTurn: 0 }, white);
  const skew = findSkew(turned);
  expect(skew?.rise).toBeCloseTo(rise, 2);
  expect(skew?.lean).toBeCloseTo(-rise, 2);
  const back = straighten(turned, white);
  const dark = (y: number) =>
    Array.from({ length: 300 }, (_, i) => pixelAt(back, 50 + i, y)[0]).filter((v) => v < 160).length;
  expect(Math.max(...Array.from({ length: 9 }, (_, i) => dark(117 + i)))).toBeGreaterThan(270);
});

test('an empty picture has no skew', () => {
  expect(findSkew(blank(200, 100))).toBeNull();
});
