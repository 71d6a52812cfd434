import { Spec } from '@snaprun/core/spec';
import { expect, test } from 'vitest';
import { thinReading } from './thin-reading.ts';
import { countTokens } from './tokens.ts';
import { emptyPanel } from './vision/spec-parts.ts';

function reading(lengths: number[]): Spec {
  const series = lengths.map((length, at) => ({
    ...{ name: `s${at}`, color: null, confidence: 0.9 },
    points: Array.from({ length }, (_, x) => ({ x, y: x / 7 })),
  }));
  return Spec.parse({
    version: 1,
    panels: [{ ...emptyPanel('scatter', 0.9), series }],
    notes: [],
    confidence: 0.9,
  });
}

test('a reading that is too long for the answer loses points evenly, and says so', () => {
  const long = reading([12, 200, 200, 200, 200, 200]);
  const thin = thinReading(long, 6000);
  expect(countTokens(JSON.stringify(thin))).toBeLessThanOrEqual(6000);
  const [few, many] = thin.panels[0]?.series ?? [];
  expect(few?.points).toHaveLength(12);
  expect(many?.points.length).toBeGreaterThan(24);
  expect(many?.points[0]?.x).toBe(0);
  expect(many?.points.at(-1)?.x).toBe(199);
  expect(new Set(many?.points.map(({ x }) => x)).size).toBe(many?.points.length);
  expect(thin.notes).toEqual([expect.stringContaining('some are left out')]);
});

test('a reading that fits is left as it is', () => {
  const short = reading([20]);
  expect(thinReading(short, 6000)).toBe(short);
});
