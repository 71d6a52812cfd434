import type { Series } from '@snaprun/core/spec';
import { numberIn } from './number-in.ts';
import type { ProducedSeries } from './produced-panel.ts';

export interface Difference {
  series: string;
  x: number | string;
  source: number | null;
  produced: number | null;
}

export interface ComparedValues {
  /** Points with a value on both sides or on one. */
  count: number;
  agreeing: number;
  /** Source points that the produced series has no value for. */
  missing: number;
  /** Worst first. */
  differences: Difference[];
}

/** Values count as the same within this part of the axis' range (design: 2 %). */
export const tolerance = 0.02;

/**
 * Compares a source series with a produced one, point by point; `range` is the value axis' range, and `within` the part
 * of it that values may differ by.
 */
export function compareSeries(
  source: Series,
  produced: ProducedSeries | undefined,
  range: number,
  within = tolerance,
): ComparedValues {
  const name = source.name ?? produced?.name ?? '';
  const valueAt = produced === undefined ? () => null : lookup(produced.points);
  const seen = new Map<string, number>();
  const pairs = source.points.flatMap(({ x, y }) => {
    if (y === null) return [];
    const key = keyOf(x);
    const turn = seen.get(key) ?? 0;
    seen.set(key, turn + 1);
    return [{ series: name, x, source: y, produced: valueAt(x, turn) }];
  });
  const errorOf = (pair: Difference) =>
    pair.source === null || pair.produced === null
      ? Number.POSITIVE_INFINITY
      : Math.abs(pair.source - pair.produced) / range;
  // 15.4 - 15 is a little more than 0.4 in binary.
  const differing = pairs.filter((pair) => errorOf(pair) > within + 1e-9);
  return {
    count: pairs.length,
    agreeing: pairs.length - differing.length,
    missing: pairs.filter((pair) => pair.produced === null).length,
    differences: differing.toSorted((a, b) => errorOf(b) - errorOf(a)),
  };
}

/** The produced value at a position: by label, or on a number axis by interpolation between its points. */
function lookup(points: ProducedSeries['points']) {
  const named = new Map<string, number[]>();
  for (const { x, y } of points) {
    const key = keyOf(x);
    named.set(key, [...(named.get(key) ?? []), y]);
  }
  const numeric = points
    .flatMap(({ x, y }) => (typeof x === 'number' ? [{ x, y }] : []))
    .toSorted((a, b) => a.x - b.x);
  return (x: number | string, turn: number): number | null => {
    const exact = named.get(keyOf(x));
    if (exact) return exact[turn] ?? exact[0] ?? null;
    const at = typeof x === 'number' ? x : numberIn(x);
    return at === null ? null : interpolated(numeric, at);
  };
}

function interpolated(points: readonly { x: number; y: number }[], at: number): number | null {
  const after = points.findIndex(({ x }) => x >= at);
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return null;
  // A reader's position is as inexact as its values.
  const slack = tolerance * (last.x - first.x);
  if (after === -1) return at - last.x <= slack ? last.y : null;
  if (after === 0) return first.x - at <= slack ? first.y : null;
  const [left, right] = [points[after - 1], points[after]];
  if (left === undefined || right === undefined) return null;
  return right.x === left.x ? right.y : left.y + ((right.y - left.y) * (at - left.x)) / (right.x - left.x);
}

/** Labels are the same in any case and spacing, and "2020" is 2020. */
export function keyOf(x: number | string): string {
  const value = typeof x === 'number' ? x : numberIn(x);
  if (value !== null) return String(Number(value.toPrecision(9)));
  return String(x)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\u00ad]+/g, ' ')
    .trim();
}
