import { expect, test } from 'vitest';
import { calibration, rightAbove } from './calibration.ts';

const all = [
  { confidence: 0, right: false },
  { confidence: 0.9, right: true },
  { confidence: 0.94, right: false },
  { confidence: 0.95, right: true },
  { confidence: 1, right: true },
];

test('a bin holds its lower edge, the last one both', () => {
  const bins = calibration(all).filter(({ count }) => count > 0);
  expect(bins).toEqual([
    { from: 0, to: 0.2, count: 1, right: 0 },
    { from: 0.9, to: 0.95, count: 2, right: 1 },
    { from: 0.95, to: 1, count: 2, right: 2 },
  ]);
});

test('every reading is in exactly one bin', () => {
  const many = Array.from({ length: 101 }, (_, i) => ({ confidence: i / 100, right: true }));
  expect(calibration(many).reduce((sum, { count }) => sum + count, 0)).toBe(101);
});

test('of what has at least 0.9, how much is right', () => {
  expect(rightAbove(all, 0.9)).toEqual({ count: 4, share: 0.75 });
  expect(rightAbove([], 0.9)).toEqual({ count: 0, share: null });
});
