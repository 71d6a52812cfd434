import { expect, test } from 'vitest';
import type { Mask } from './components.ts';
import { pointsIn } from './scatter-plot.ts';

function maskOf(width: number, height: number, discs: [number, number][], radius = 4): Mask {
  const bits = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (discs.some(([cx, cy]) => (x + 0.5 - cx) ** 2 + (y + 0.5 - cy) ** 2 <= radius ** 2))
        bits[y * width + x] = 1;
  return { width, height, bits };
}

const apart: [number, number][] = [
  [10, 10],
  [40, 20],
  [70, 12],
  [90, 35],
];

test('every mark of its own is a point at its centre', () => {
  const points = pointsIn(maskOf(120, 50, apart))?.points ?? [];
  expect(points).toHaveLength(4);
  for (const [x, y] of apart) expect(points.some((p) => Math.hypot(p.x - x, p.y - y) < 0.6)).toBe(true);
});

test('two marks that touch are two points', () => {
  const cloud = pointsIn(maskOf(140, 50, [...apart, [115, 20], [121.5, 20]]));
  expect(cloud?.points).toHaveLength(6);
  expect(cloud?.merged).toBe(2);
});

test('a line is no cloud of points', () => {
  const bits = new Uint8Array(100 * 20).fill(1, 800, 1000);
  expect(pointsIn({ width: 100, height: 20, bits })).toBeNull();
});
