import { describe, expect, test } from 'vitest';
import { evenKnots, fewCorners, mergePositions, roundPositions } from './knots.ts';
import { findStrokes } from './line-colors.ts';
import { findMarkers } from './markers.ts';
import type { Raster, Rgb } from './pixels.ts';
import { fitPolyline } from './spline.ts';
import { blank, paintBox, paintPolyline, white } from './testing/paint.ts';
import { traceLine } from './trace.ts';

const blue: Rgb = [31, 119, 180];
const red: Rgb = [214, 39, 40];

function strokesOf(raster: Raster) {
  const box = { left: 0, top: 0, right: raster.width, bottom: raster.height };
  return findStrokes(raster, { box, background: white, rows: [], columns: [], framed: true }, [], []);
}

const zigzag: [number, number][] = [
  [20, 150],
  [100, 40],
  [180, 120],
  [260, 60],
];

describe('a traced line', () => {
  test('keeps its heights through the polyline fit', () => {
    const raster = blank(300, 200);
    paintPolyline(raster, zigzag, blue);
    const { masks } = strokesOf(raster);
    const trace = traceLine(masks[0] ?? { width: 0, height: 0, bits: new Uint8Array() });
    expect(trace).not.toBeNull();
    const fitted = fitPolyline([20.5, 100.5, 180.5, 260.5], trace?.xs ?? [], trace?.ys ?? []);
    for (const [i, y] of [150, 40, 120, 60].entries())
      expect(Math.abs((fitted.ys[i] ?? 0) - y - 1)).toBeLessThan(1.2);
  });

  test('two crossing colours stay two lines', () => {
    const raster = blank(300, 200);
    paintPolyline(
      raster,
      [
        [20, 30],
        [270, 170],
      ],
      blue,
    );
    paintPolyline(
      raster,
      [
        [20, 170],
        [270, 30],
      ],
      red,
    );
    const { masks, colors } = strokesOf(raster);
    expect(colors).toHaveLength(2);
    const slopes = masks.map((mask) => {
      const trace = traceLine(mask);
      return (trace?.ys.at(-1) ?? 0) - (trace?.ys[0] ?? 0);
    });
    expect(slopes.sort((a, b) => a - b).map(Math.round)).toEqual([-140, 140]);
  });

  test('markers are found where the line is much thicker', () => {
    const raster = blank(300, 200);
    paintPolyline(raster, zigzag, blue);
    for (const [x, y] of zigzag)
      paintBox(raster, { left: x - 4, top: y - 3, right: x + 5, bottom: y + 6 }, blue);
    const mask = strokesOf(raster).masks[0];
    const markers = mask ? findMarkers(mask, 2) : [];
    expect(markers.map((m) => Math.round(m.x / 10))).toEqual([2, 10, 18, 26]);
  });
});

describe('knots', () => {
  test('corners are found where the line bends', () => {
    const xs = Array.from({ length: 101 }, (_, i) => i);
    const ys = xs.map((x) => (x < 50 ? x : 100 - x));
    expect(fewCorners({ xs, ys, thickness: 2 })).toEqual([0, 50, 100]);
  });

  test('the widest even spacing that holds all corners is taken', () => {
    expect(evenKnots([0, 40, 80, 200], 0, 200)).toEqual([0, 40, 80, 120, 160, 200]);
    expect(evenKnots([0, 3, 7, 20], 0, 20)).toBeNull();
  });

  test('near positions are one, years are whole', () => {
    expect(mergePositions([10, 11, 50, 52, 90], 4)).toEqual([11, 52, 90]);
    expect(roundPositions([2018.02, 2018.98, 2020.03])).toEqual([2018, 2019, 2020]);
    expect(roundPositions([0.131, 0.489, 1.377])).toEqual([0.131, 0.489, 1.377]);
  });
});
