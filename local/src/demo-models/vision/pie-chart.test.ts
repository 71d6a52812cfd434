import sharp from 'sharp';
import { expect, test } from 'vitest';
import { findDisc, slicesOf } from './disc.ts';
import { readPie } from './pie-chart.ts';
import { loadRaster } from './pixels.ts';
import { white } from './testing/paint.ts';

const wedge = (from: number, to: number, fill: string) => {
  const at = (turn: number) =>
    `${200 + 100 * Math.sin(2 * Math.PI * turn)} ${150 - 100 * Math.cos(2 * Math.PI * turn)}`;
  return `<path fill="${fill}" d="M200 150 L${at(from)} A100 100 0 ${to - from > 0.5 ? 1 : 0} 1 ${at(to)} Z"/>`;
};
const draw = (marks: string) =>
  sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"><rect width="400" height="300" fill="white"/>${marks}</svg>`,
    ),
  )
    .png()
    .toBuffer()
    .then(loadRaster);
const pie = wedge(0, 0.2, '#1f77b4') + wedge(0.2, 0.55, '#ff7f0e') + wedge(0.55, 1, '#2ca02c');

test('slices are measured within half a percent, of a pie and of a ring', async () => {
  for (const marks of [pie, `${pie}<circle cx="200" cy="150" r="50" fill="white"/>`]) {
    const raster = await draw(marks);
    const disc = findDisc(raster, white);
    expect(Math.abs((disc?.radius ?? 0) - 100)).toBeLessThan(2);
    const shares = disc ? slicesOf(raster, disc).map((slice) => slice.share) : [];
    expect(shares).toHaveLength(3);
    for (const share of [0.2, 0.35, 0.45])
      expect(shares.some((found) => Math.abs(found - share) < 0.005)).toBe(true);
  }
});

test('a square is no disc', async () => {
  expect(
    findDisc(await draw('<rect x="100" y="50" width="200" height="200" fill="#1f77b4"/>'), white),
  ).toBeNull();
});

test('a disc without a word beside it is no pie that anybody could read', async () => {
  const readLine = async () => ({ text: '', confidence: 0 });
  const ocr = { readLine, probeLine: readLine, close: async () => undefined };
  expect(await readPie(await draw(pie), white, ocr)).toBeNull();
});
