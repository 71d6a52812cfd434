import sharp from 'sharp';
import { expect, test } from 'vitest';
import { hasWordGap } from './word-gap.ts';

async function line(...words: [at: number, word: string][]) {
  const texts = words.map(([at, word]) => `<text x="${at}" y="20" font-size="18">${word}</text>`);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="160" height="28" font-family="DejaVu Sans"><rect width="160" height="28" fill="#fff"/>${texts.join('')}</svg>`;
  const { data, info } = await sharp(Buffer.from(svg))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { rgb: new Uint8Array(data), width: info.width, height: info.height };
}

test('letters of one word have no gap between them, two words do', async () => {
  expect(hasWordGap(await line([8, 'Norway']), 13)).toBe(false);
  expect(hasWordGap(await line([8, 'New York']), 13)).toBe(true);
});

test('an empty tile has no gap', async () => {
  expect(hasWordGap(await line(), 13)).toBe(false);
});
