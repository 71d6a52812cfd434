import { expect, test } from 'vitest';
import { splitPanels } from './split-panels.ts';
import { black, blank, paintBox, paintFrame, white } from './testing/paint.ts';

test('frames side by side are cut apart in the widest empty strip between them', () => {
  const raster = blank(700, 300);
  paintFrame(raster, { left: 60, top: 30, right: 320, bottom: 260 }, black);
  paintFrame(raster, { left: 420, top: 30, right: 680, bottom: 260 }, black);
  paintBox(raster, { left: 390, top: 100, right: 410, bottom: 110 }, black);
  const [first, second, ...rest] = splitPanels(raster, white);
  expect(rest).toEqual([]);
  expect(first?.right).toBe(second?.left);
  expect(first?.right).toBeGreaterThan(320);
  expect(first?.right).toBeLessThan(390);
});

test('one frame, with bars across its grid lines, stays whole', () => {
  const raster = blank(500, 300);
  for (const y of [100, 150, 200])
    paintBox(raster, { left: 60, top: y, right: 460, bottom: y + 1 }, [120, 120, 120]);
  paintBox(raster, { left: 200, top: 60, right: 320, bottom: 259 }, [31, 119, 180]);
  paintFrame(raster, { left: 60, top: 30, right: 460, bottom: 260 }, black);
  expect(splitPanels(raster, white)).toEqual([{ left: 0, top: 0, right: 500, bottom: 300 }]);
});
