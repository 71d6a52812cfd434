import sharp from 'sharp';
import { expect, test } from 'vitest';
import { loadRaster } from './pixels.ts';
import { white } from './testing/paint.ts';
import { findTextGrid } from './text-grid.ts';

const draw = (texts: [number, number, string][], marks = '') => {
  const words = texts.map(([x, y, text]) => `<text x="${x}" y="${y}" font-size="16">${text}</text>`).join('');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="420" height="220" font-family="DejaVu Sans"><rect width="420" height="220" fill="white"/>${marks}${words}</svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer().then(loadRaster);
};
const rows = ['Echo', 'Tango', 'Bravo', 'Kilo'].flatMap((name, r): [number, number, string][] => [
  [40, 90 + r * 30, name],
  [190, 90 + r * 30, String(120 + r)],
  [330, 90 + r * 30, 'paid'],
]);

test('texts in rows and columns are a grid, with or without stripes under them', async () => {
  const header: [number, number, string][] = [
    [40, 60, 'Team'],
    [160, 60, 'Units'],
    [330, 60, 'Status'],
  ];
  const stripes = '<rect x="20" y="70" width="380" height="30" fill="#d8d8d8"/>';
  for (const marks of ['', stripes]) {
    const grid = findTextGrid(await draw([...header, ...rows], marks), white);
    expect(grid?.rows.map((row) => row.filter((cell) => cell !== null).length)).toEqual([3, 3, 3, 3, 3]);
  }
});

test('a header over two columns spans both', async () => {
  const header: [number, number, string][] = [[190, 60, 'Orders of the whole year']];
  const grid = findTextGrid(await draw([[40, 60, 'Team'], ...header, ...rows]), white);
  expect(grid?.spans[0]).toContainEqual([1, 2]);
});

test('a few words here and there are none', async () => {
  const words: [number, number, string][] = [
    [30, 40, 'Once'],
    [250, 70, 'upon'],
    [100, 130, 'a'],
    [330, 190, 'time'],
  ];
  expect(findTextGrid(await draw(words), white)).toBeNull();
});
