import { Panel } from '@snaprun/core/spec';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../seeded-random.ts';
import { makeTruth } from './make-truth.ts';
import { pictureKinds, type Truth } from './truth.ts';

const seeds = fc.integer({ min: 0, max: 1_000_000 });
const kinds = fc.constantFrom(...pictureKinds);
const truthFor = (kind: Truth['kind'], seed: number) => makeTruth(kind, seededRandom(`test/${seed}`));

test('a truth is a valid panel, and the same for the same seed', () => {
  fc.assert(
    fc.property(kinds, seeds, (kind, seed) => {
      const truth = truthFor(kind, seed);
      expect(Panel.safeParse(truth).error).toBeUndefined();
      expect(truthFor(kind, seed)).toEqual(truth);
    }),
    { numRuns: 200 },
  );
});

test('every value lies on its axis, and every tick too', () => {
  fc.assert(
    fc.property(kinds, seeds, (kind, seed) => {
      const { x, y, series } = truthFor(kind, seed);
      const axis = kind === 'horizontal_bar' ? x : y;
      if (axis === null || axis.min === null || axis.max === null) return;
      const isStacked = kind === 'stacked_bar' || kind === 'area';
      const values = isStacked
        ? (series[0]?.points ?? []).map((_, i) =>
            series.reduce((sum, { points }) => sum + (points[i]?.y ?? 0), 0),
          )
        : series.flatMap(({ points }) => points.map((point) => point.y ?? 0));
      for (const value of [...values, ...axis.ticks.map(Number)]) {
        expect(value).toBeGreaterThanOrEqual(axis.min - 1e-6);
        expect(value).toBeLessThanOrEqual(axis.max + 1e-6);
      }
    }),
    { numRuns: 200 },
  );
});

test('slices make up 100 %, boxes are in order, categories differ', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const pie = truthFor('pie', seed).series[0]?.points ?? [];
      expect(pie.reduce((sum, { y }) => sum + (y ?? 0), 0)).toBeCloseTo(100, 6);
      expect(Math.min(...pie.map(({ y }) => y ?? 0))).toBeGreaterThan(2);
      const box = truthFor('box', seed);
      for (const [i] of (box.series[0]?.points ?? []).entries()) {
        const numbers = box.series.map(({ points }) => points[i]?.y ?? 0);
        expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
      }
      const labels = truthFor('bar', seed).series[0]?.points.map(({ x }) => x) ?? [];
      expect(new Set(labels).size).toBe(labels.length);
    }),
    { numRuns: 100 },
  );
});
