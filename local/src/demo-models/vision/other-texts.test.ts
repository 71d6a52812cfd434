import { expect, test } from 'vitest';
import type { TextLayout } from './layout.ts';
import type { Ocr } from './ocr.ts';
import { readOtherTexts } from './other-texts.ts';
import type { Raster } from './pixels.ts';
import type { TextLine } from './text-lines.ts';

const raster: Raster = { width: 400, height: 300, rgb: new Uint8Array(400 * 300 * 3).fill(255) };

/** A line of letters ten pixels high, at a height of its own. */
function line(top: number, width: number): TextLine {
  return {
    left: 10,
    right: 10 + width,
    top,
    bottom: top + 10,
    size: 10,
    parts: Math.round(width / 8),
  };
}

const empty: TextLayout = {
  ...{ left: [], leftTurned: [], below: [], belowTurned: [] },
  ...{ above: [], right: [], inside: [], marks: [] },
};

/** Reads what stands at the top of the tile that it is given, by its width. */
function ocrOf(texts: Record<number, string>): Ocr {
  const readLine = async (tile: Raster) => {
    const found = Object.entries(texts).find(([width]) => Math.abs(tile.width - Number(width)) < 12);
    return { text: found?.[1] ?? '', confidence: 0.9 };
  };
  return { readLine } as unknown as Ocr;
}

test('long lines beside the names are told, widest first; short ones and what has a place already are not', async () => {
  const layout: TextLayout = {
    ...empty,
    above: [line(5, 200), line(20, 140)],
    inside: [line(60, 30)],
    below: [[line(200, 300)], [line(230, 250)]],
  };
  const ocr = ocrOf({
    200: 'Deliveries by region',
    140: 'All of Europe',
    250: 'Source: our own count',
    300: 'Q1 Q2',
  });
  expect(await readOtherTexts(raster, layout, ['Deliveries, by region!', null], ocr)).toEqual([
    'Source: our own count',
    'All of Europe',
  ]);
});

test('of very many lines a few are read', async () => {
  const inside = Array.from({ length: 40 }, (_, i) => line(i * 5, 100));
  let read = 0;
  const ocr = {
    readLine: async () => {
      read += 1;
      return { text: `note number ${read}`, confidence: 0.9 };
    },
  } as unknown as Ocr;
  expect(await readOtherTexts(raster, { ...empty, inside }, [], ocr)).toHaveLength(6);
  expect(read).toBeLessThanOrEqual(10);
});
