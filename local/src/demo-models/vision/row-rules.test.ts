import sharp from 'sharp';
import { expect, test } from 'vitest';
import { loadRaster } from './pixels.ts';
import { alikeRules, withoutRowRules } from './row-rules.ts';
import type { Rule } from './rules.ts';
import { white } from './testing/paint.ts';
import { findTextGrid } from './text-grid.ts';

/** A table whose rows are ruled so tightly that the letters stand on the lines. */
const tight = async (rules: number) => {
  const rows = ['Tue', 'Sat', 'Thu', 'Sun', 'Wed'].flatMap((name, r) =>
    [name, String(38 + r), `6${r},726`].map(
      (text, c) => `<text x="${60 + c * 120}" y="${43 + r * 16}" font-size="15">${text}</text>`,
    ),
  );
  const lines = Array.from(
    { length: rules },
    (_, r) => `<rect x="40" y="${28 + r * 16}" width="340" height="2"/>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="420" height="150" font-family="DejaVu Sans"><rect width="420" height="150" fill="#fff"/>${rows.join('')}${lines.join('')}</svg>`;
  return loadRaster(await sharp(Buffer.from(svg)).png().toBuffer());
};

test('letters that stand on the lines between rows are found once the lines are gone', async () => {
  const raster = await tight(6);
  expect(findTextGrid(raster, white)).toBeNull();
  const cleared = withoutRowRules(raster, white);
  const grid = cleared && findTextGrid(cleared, white);
  expect(grid?.rows.map((row) => row.length)).toEqual([3, 3, 3, 3, 3]);
});

test('one line or two are no table', async () => {
  expect(withoutRowRules(await tight(2), white)).toBeNull();
});

test('of several lines close together the fullest is kept', () => {
  const rule = (at: number, thickness: number, covered: number): Rule => ({
    ...{ at, thickness, covered, from: 20, to: 390 },
    ...{ color: [0, 0, 0], runs: [] },
  });
  const kept = alikeRules([rule(20, 3, 370), rule(26, 1, 300), rule(31, 3, 365), rule(60, 12, 370)]);
  expect(kept.map(({ at }) => at)).toEqual([20, 31]);
});
