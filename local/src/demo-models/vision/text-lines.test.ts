import { describe, expect, test } from 'vitest';
import { black, blank, paintBox, paintFrame, white } from './testing/paint.ts';
import { findTextLines } from './text-lines.ts';

const everywhere = { region: { left: 0, top: 0, right: 300, bottom: 100 }, background: white, gap: 0.9 };

function letter(raster: ReturnType<typeof blank>, left: number, top: number) {
  paintBox(raster, { left, top, right: left + 6, bottom: top + 10 }, black);
}

describe('findTextLines', () => {
  test('letters side by side are a line, a wide gap begins another', () => {
    const raster = blank(300, 100);
    for (const x of [10, 18, 26]) letter(raster, x, 20);
    for (const x of [60, 68]) letter(raster, x, 20);
    expect(findTextLines(raster, everywhere)).toMatchObject([
      { left: 10, right: 32, size: 10, parts: 3 },
      { left: 60, right: 74, parts: 2 },
    ]);
  });

  test('a minus sign and a decimal point belong to their number', () => {
    const raster = blank(300, 100);
    paintBox(raster, { left: 10, top: 24, right: 16, bottom: 26 }, black);
    letter(raster, 19, 20);
    paintBox(raster, { left: 27, top: 28, right: 29, bottom: 30 }, black);
    letter(raster, 31, 20);
    expect(findTextLines(raster, everywhere)).toMatchObject([{ left: 10, right: 37, parts: 4 }]);
  });

  test('the frame around two rows does not join them', () => {
    const raster = blank(300, 100);
    paintFrame(raster, { left: 5, top: 10, right: 95, bottom: 60 }, black);
    for (const y of [20, 40]) for (const x of [20, 28, 36]) letter(raster, x, y);
    expect(findTextLines(raster, everywhere).map((l) => l.top)).toEqual([20, 40]);
  });
});
