import { expect, test } from 'vitest';
import { filledArea } from './filled-area.ts';
import { blank, paintBox, white } from './testing/paint.ts';

test('bars without axes give a plot, and the samples of a legend do not enlarge it', () => {
  const raster = blank(400, 300);
  for (const [left, top] of [
    [60, 100],
    [140, 60],
    [220, 180],
  ] as const)
    paintBox(raster, { left, top, right: left + 50, bottom: 240 }, [200, 60, 60]);
  paintBox(raster, { left: 350, top: 40, right: 362, bottom: 48 }, [200, 60, 60]);
  const box = filledArea(raster, white);
  expect(box?.left).toBe(60);
  expect(box?.top).toBe(60);
  expect(box?.right).toBeLessThanOrEqual(271);
  expect(box?.bottom).toBeLessThanOrEqual(241);
});

test('an empty page has no plot', () => {
  expect(filledArea(blank(400, 300), white)).toBeNull();
});
