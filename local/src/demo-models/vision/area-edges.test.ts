import { describe, expect, test } from 'vitest';
import { areaEdges } from './area-edges.ts';
import { findFills } from './fills.ts';
import { blank, paintBox, white } from './testing/paint.ts';

const box = { left: 0, top: 0, right: 200, bottom: 120 };
const plot = { box, background: white, rows: [], columns: [], framed: true };
const blue = [40, 90, 180] as const;
const orange = [240, 140, 40] as const;

function columnsOf(heights: (x: number) => [number, number]) {
  const raster = blank(200, 120);
  for (let x = 10; x < 190; x++) {
    const [lower, upper] = heights(x);
    paintBox(raster, { left: x, top: 120 - lower, right: x + 1, bottom: 120 }, blue);
    paintBox(raster, { left: x, top: 120 - lower - upper, right: x + 1, bottom: 120 - lower }, orange);
  }
  return findFills(raster, plot, []);
}

describe('areaEdges', () => {
  test('two stacked areas have their edges from below', () => {
    const layers = areaEdges(
      columnsOf((x) => [20 + Math.round(x / 10), 40]),
      120,
    );
    expect(layers).toHaveLength(2);
    const at = (layer: number) => {
      const { xs, ys } = layers?.[layer]?.trace ?? { xs: [0], ys: [0] };
      return ys[xs.indexOf(100.5)];
    };
    expect(at(0)).toBeCloseTo(90, -1);
    expect(at(1)).toBeCloseTo(50, -1);
  });

  test('bars side by side are no areas', () => {
    expect(
      areaEdges(
        columnsOf((x) => [20 + 25 * (Math.floor(x / 45) % 3), 0]),
        120,
      ),
    ).toBeNull();
  });
});
