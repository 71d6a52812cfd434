import { expect, test } from 'vitest';
import { findBox } from './box-plot.ts';
import type { Rgb } from './pixels.ts';
import { black, blank, paintBox, paintFrame, white } from './testing/paint.ts';

const plot = {
  box: { left: 10, top: 10, right: 210, bottom: 210 },
  background: white,
  rows: [],
  columns: [],
  framed: true,
};
const blue: Rgb = [76, 114, 176];

function scene(fill: Rgb | null, whiskers = true) {
  const raster = blank(220, 220);
  if (fill) paintBox(raster, { left: 80, right: 140, top: 80, bottom: 140 }, fill);
  else paintFrame(raster, { left: 80, right: 140, top: 80, bottom: 140 }, black);
  paintBox(raster, { left: 80, right: 140, top: 110, bottom: 112 }, black);
  if (whiskers) {
    paintBox(raster, { left: 110, right: 111, top: 40, bottom: 80 }, black);
    paintBox(raster, { left: 110, right: 111, top: 140, bottom: 190 }, black);
  }
  return raster;
}

test.each([
  ['filled', blue],
  ['hollow', null],
])('the five numbers of a %s box are found within a pixel', (_, fill) => {
  const mark = findBox(scene(fill), plot, 110, 100);
  const near = (found: number | null | undefined, wanted: number) =>
    expect(Math.abs((found ?? -99) - wanted)).toBeLessThanOrEqual(1.5);
  near(mark?.max, 40);
  near(mark?.q3, 80);
  near(mark?.median, 111);
  near(mark?.q1, 140);
  near(mark?.min, 190);
});

test('a bar has no whiskers and is no box', () => {
  expect(findBox(scene(blue, false), plot, 110, 100)).toBeNull();
});
