import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fontCheck, listedFamilies, scripts } from './font-check.ts';

test('what no font draws is named with the packages that mend it', () => {
  expect(fontCheck(['DejaVu Sans', 'WenQuanYi Zen Hei'])).toEqual({
    name: 'fonts',
    state: 'weaker',
    says: 'under bubblewrap labels are drawn as boxes in: Devanagari; emoji',
    mend: 'sudo apt-get install fonts-noto-core fonts-symbola',
  });
  expect(fontCheck(scripts.map(({ families: [first = ''] }) => first)).state).toBe('ok');
});

test('only fonts that the supervisor falls back to count', () => {
  const fallback = readFileSync(
    join(import.meta.dirname, '../../../../sandbox/runner/font_fallback.py'),
    'utf8',
  );
  for (const { families } of scripts)
    for (const family of families) expect(fallback).toMatch(new RegExp(`["|]${family}["|]`));
});

test('the families come from matplotlib’s own list', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'snaprun-fonts-'));
  try {
    expect(await listedFamilies(folder)).toEqual([]);
    mkdirSync(join(folder, 'fonts'));
    writeFileSync(
      join(folder, 'fonts/fontlist-v9.json'),
      '{"ttflist": [{"name": "Symbola", "weight": 400}]}',
    );
    expect(await listedFamilies(folder)).toEqual(['Symbola']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
