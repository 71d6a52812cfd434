import { describe, expect, test } from 'vitest';
import { findPlotArea } from './plot-area.ts';
import { findRules } from './rules.ts';
import { black, blank, paintBox, paintFrame, white } from './testing/paint.ts';

describe('findRules', () => {
  test('finds a line by its centre, thickness and extent, also where something crosses it', () => {
    const raster = blank(300, 200);
    paintBox(raster, { left: 40, top: 100, right: 260, bottom: 102 }, [200, 200, 200]);
    paintBox(raster, { left: 150, top: 20, right: 152, bottom: 180 }, black);
    const [rule, ...rest] = findRules(raster, 'horizontal', 100);
    expect(rest).toEqual([]);
    expect(rule).toMatchObject({ at: 101, thickness: 2, from: 40, to: 260 });
  });

  test('the edge of an area is no line', () => {
    const raster = blank(300, 200);
    paintBox(raster, { left: 40, top: 50, right: 260, bottom: 150 }, [76, 114, 176]);
    paintBox(raster, { left: 40, top: 49, right: 260, bottom: 50 }, [165, 184, 215]);
    expect(findRules(raster, 'horizontal', 100)).toEqual([]);
  });
});

describe('findPlotArea', () => {
  test('a frame is a plot', () => {
    const raster = blank(400, 300);
    paintFrame(raster, { left: 50, top: 30, right: 380, bottom: 260 }, black);
    const plot = findPlotArea(raster, white);
    expect(plot?.framed).toBe(true);
    expect(plot?.box.left).toBeCloseTo(50, -0.5);
    expect(plot?.box.bottom).toBeCloseTo(260, -0.5);
  });

  test('horizontal grid lines alone make an unframed plot', () => {
    const raster = blank(400, 300);
    for (const y of [40, 90, 140, 190, 240])
      paintBox(raster, { left: 60, top: y, right: 370, bottom: y + 1 }, [217, 217, 217]);
    const plot = findPlotArea(raster, white);
    expect(plot?.framed).toBe(false);
    expect(plot?.rows).toHaveLength(5);
    expect(plot?.box).toMatchObject({ left: 60, right: 370 });
  });

  test('a tinted panel is a plot, wide bars are none', () => {
    const panel = blank(400, 300);
    paintBox(panel, { left: 60, top: 20, right: 390, bottom: 250 }, [229, 229, 229]);
    expect(findPlotArea(panel, white)).toMatchObject({
      background: [229, 229, 229],
      box: { left: 60, bottom: 250 },
    });
    const bars = blank(400, 300);
    for (const left of [70, 180, 290])
      paintBox(bars, { left, top: 60, right: left + 90, bottom: 250 }, [119, 119, 119]);
    expect(findPlotArea(bars, white)).toBeNull();
  });

  test('an empty picture has no plot', () => {
    expect(findPlotArea(blank(200, 200), white)).toBeNull();
  });
});
