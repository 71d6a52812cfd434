import { describe, expect, test } from 'vitest';
import { findBars } from './bars.ts';
import { findFills } from './fills.ts';
import type { Raster, Rgb } from './pixels.ts';
import type { PlotArea } from './plot-area.ts';
import { blank, paintBox, white } from './testing/paint.ts';

const blue: Rgb = [31, 119, 180];
const orange: Rgb = [255, 127, 14];

function plotOf(raster: Raster): PlotArea {
  const box = { left: 0, top: 0, right: raster.width, bottom: raster.height };
  return { box, background: white, rows: [], columns: [], framed: true };
}

const ends = (bars: ReturnType<typeof findBars>) =>
  bars.bars.map((b) => [b.start, b.end, b.segments.at(-1)?.to]);

describe('findBars', () => {
  test('measures upright bars above and below their baseline', () => {
    const raster = blank(200, 200);
    paintBox(raster, { left: 20, top: 50, right: 50, bottom: 120 }, blue);
    paintBox(raster, { left: 80, top: 120, right: 110, bottom: 160 }, blue);
    const set = findBars(findFills(raster, plotOf(raster), []), true, 120);
    expect(ends(set)).toEqual([
      [20, 50, 50],
      [80, 110, 160],
    ]);
    expect(set.explained).toBeGreaterThan(0.98);
  });

  test('bars that touch are told apart by colour and by height', () => {
    const raster = blank(200, 200);
    paintBox(raster, { left: 20, top: 100, right: 50, bottom: 190 }, blue);
    paintBox(raster, { left: 50, top: 100, right: 80, bottom: 190 }, orange);
    paintBox(raster, { left: 80, top: 60, right: 110, bottom: 190 }, orange);
    const set = findBars(findFills(raster, plotOf(raster), []), true, 190);
    expect(ends(set)).toEqual([
      [20, 50, 100],
      [50, 80, 100],
      [80, 110, 60],
    ]);
  });

  test('a grid line on top does not cut a bar, a gap of paper does', () => {
    const raster = blank(200, 200);
    paintBox(raster, { left: 20, top: 60, right: 60, bottom: 190 }, blue);
    paintBox(raster, { left: 39, top: 0, right: 41, bottom: 200 }, [203, 203, 203]);
    paintBox(raster, { left: 0, top: 120, right: 200, bottom: 122 }, [203, 203, 203]);
    paintBox(raster, { left: 100, top: 60, right: 130, bottom: 190 }, blue);
    paintBox(raster, { left: 133, top: 60, right: 163, bottom: 190 }, blue);
    const set = findBars(findFills(raster, plotOf(raster), []), true, 190);
    expect(ends(set)).toEqual([
      [20, 60, 60],
      [100, 130, 60],
      [133, 163, 60],
    ]);
  });

  test('stacked bars keep the colours from the baseline outwards', () => {
    const raster = blank(100, 200);
    paintBox(raster, { left: 20, top: 120, right: 60, bottom: 190 }, blue);
    paintBox(raster, { left: 20, top: 80, right: 60, bottom: 120 }, orange);
    const [bar] = findBars(findFills(raster, plotOf(raster), []), true, 190).bars;
    expect(bar?.segments.map((s) => [s.from, s.to])).toEqual([
      [190, 120],
      [120, 80],
    ]);
  });

  test('lying bars are measured from the left', () => {
    const raster = blank(200, 100);
    paintBox(raster, { left: 10, top: 20, right: 150, bottom: 40 }, blue);
    expect(ends(findBars(findFills(raster, plotOf(raster), []), false, 10))).toEqual([[20, 40, 150]]);
  });
});
