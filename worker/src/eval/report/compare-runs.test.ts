import { expect, test } from 'vitest';
import { seededRandom } from '../pictures/seeded-random.ts';
import { bootstrapInterval, compareRuns } from './compare-runs.ts';
import { rowOf } from './testing/rows.ts';

test('only pictures of both runs are compared, each with itself', () => {
  const before = [rowOf('a', { resultF1At5: 0.2 }), rowOf('b', { resultF1At5: 0.4 }), rowOf('gone')];
  const after = [rowOf('b', { resultF1At5: 0.9 }), rowOf('a', { resultF1At5: 0.7 }), rowOf('new')];
  const { pairs, differences } = compareRuns(before, after);
  expect(pairs).toBe(2);
  const f1 = differences.find(({ measure }) => measure === 'Data-F1@5%');
  expect(f1?.before).toBeCloseTo(0.3);
  expect(f1?.after).toBeCloseTo(0.8);
  // Each picture gained a half: there is nothing to be unsure of.
  expect([f1?.low, f1?.high]).toEqual([expect.closeTo(0.5, 9), expect.closeTo(0.5, 9)]);
});

test('two equal runs differ by nothing, and the interval is the same every time', () => {
  const rows = [rowOf('a', { resultF1At5: 1 }), rowOf('b', { resultF1At5: 0 })];
  const once = compareRuns(rows, rows);
  expect(
    once.differences.every(({ difference, low, high }) => difference === 0 && low === 0 && high === 0),
  ).toBe(true);
  expect(compareRuns(rows, rows)).toEqual(once);
});

test('the interval of a mean is about two standard errors to each side', () => {
  const random = seededRandom('bootstrap');
  const values = Array.from({ length: 400 }, () => 3 + random.normal());
  const [low, high] = bootstrapInterval(values, random);
  expect(low).toBeLessThan(3.02);
  expect(high).toBeGreaterThan(2.98);
  // 2 × 1.96 ÷ √400 = 0.196
  expect(high - low).toBeGreaterThan(0.15);
  expect(high - low).toBeLessThan(0.25);
});

test('runs without a common picture have nothing to compare', () => {
  expect(compareRuns([rowOf('a')], [rowOf('b')])).toEqual({ pairs: 0, differences: [] });
});
