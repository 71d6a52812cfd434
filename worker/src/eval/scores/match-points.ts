import type { Axis } from '@snaprun/core/spec';
import type { Truth } from '../pictures/truth/truth.ts';
import { dayOf, numberOf, sameLabel } from './labels.ts';
import type { ProducedPoint, ProducedSeries } from './produced.ts';

/** Which points agree: `truth[i]` and `produced[j]` tell of the i-th and j-th point. */
export interface Matched {
  truth: boolean[];
  produced: boolean[];
}

interface TruthPoint {
  x: string | number;
  y: number;
}

/** Matches the points of one pair of series by the rules of MATCHING.md. */
export function matchPoints(
  truth: Truth,
  source: readonly TruthPoint[],
  produced: ProducedSeries,
  tolerance: number,
): Matched {
  const near = valuesNear(truth, tolerance);
  const { points } = produced;
  if (truth.kind === 'scatter') return nearest(truth, source, points, tolerance, near);
  const isMeasured =
    truth.kind !== 'histogram' && truth.x?.scale === 'linear' && truth.kind !== 'horizontal_bar';
  if (isMeasured) return alongLine(truth, source, points, tolerance, near);
  return byLabel(truth, source, points, near);
}

type Near = (a: number, b: number) => boolean;

/** Whether two values agree within that share of the value axis. */
function valuesNear(truth: Truth, tolerance: number): Near {
  const axis = truth.kind === 'horizontal_bar' ? truth.x : truth.y;
  // Binary dust: 15.4 - 15 is a little more than 0.4.
  const slack = 1e-9;
  if (truth.kind === 'pie') return (a, b) => Math.abs(a - b) <= tolerance + slack;
  if (axis?.scale === 'log') {
    const decades = Math.log10((axis.max ?? 10) / (axis.min ?? 1));
    return (a, b) => a > 0 && b > 0 && Math.abs(Math.log10(a / b)) <= tolerance * decades + slack;
  }
  const range = lengthOf(axis);
  return (a, b) => Math.abs(a - b) <= (tolerance + slack) * range;
}

function lengthOf(axis: Axis | null): number {
  return axis === null || axis.min === null || axis.max === null ? 1 : axis.max - axis.min;
}

function byLabel(
  truth: Truth,
  source: readonly TruthPoint[],
  points: readonly ProducedPoint[],
  near: Near,
): Matched {
  const binWidth = truth.kind === 'histogram' ? Number(source[1]?.x ?? 1) - Number(source[0]?.x ?? 0) : null;
  const alike = (a: TruthPoint, b: ProducedPoint) => {
    if (binWidth !== null) {
      const at = numberOf(b.x);
      return at !== null && Math.abs(at - Number(a.x)) < binWidth / 2
        ? 1 - Math.abs(at - Number(a.x)) / binWidth
        : 0;
    }
    const [left, right] = [dayOf(a.x), dayOf(b.x)];
    if (left !== null && right !== null) return left === right ? 1 : 0;
    return sameLabel(a.x, b.x);
  };
  return oneToOne(source, points, (a, b) => {
    const label = alike(a, b);
    return label > 0 ? { label, agrees: near(a.y, b.y) } : null;
  });
}

/** Pairs by the best label first; a pair whose values differ is used up but does not count. */
function oneToOne(
  source: readonly TruthPoint[],
  points: readonly ProducedPoint[],
  judge: (a: TruthPoint, b: ProducedPoint) => { label: number; agrees: boolean } | null,
): Matched {
  const matched = nothing(source, points);
  const pairs = source.flatMap((a, i) =>
    points.flatMap((b, j) => {
      const verdict = judge(a, b);
      return verdict === null ? [] : [{ i, j, ...verdict }];
    }),
  );
  const used = { truth: new Set<number>(), produced: new Set<number>() };
  // Labels that stand twice: where the values agree comes first.
  for (const { i, j, agrees } of pairs.toSorted(
    (a, b) => b.label - a.label || Number(b.agrees) - Number(a.agrees),
  )) {
    if (used.truth.has(i) || used.produced.has(j)) continue;
    used.truth.add(i);
    used.produced.add(j);
    matched.truth[i] = agrees;
    matched.produced[j] = agrees;
  }
  return matched;
}

function nearest(
  truth: Truth,
  source: readonly TruthPoint[],
  points: readonly ProducedPoint[],
  tolerance: number,
  near: Near,
): Matched {
  const [across, up] = [lengthOf(truth.x), lengthOf(truth.y)];
  return oneToOne(source, points, (a, b) => {
    const at = numberOf(b.x);
    if (at === null || Math.abs(at - Number(a.x)) > (tolerance + 1e-9) * across || !near(a.y, b.y))
      return null;
    const away = Math.hypot((at - Number(a.x)) / across, (b.y - a.y) / up);
    return { label: 1 - away, agrees: true };
  });
}

function alongLine(
  truth: Truth,
  source: readonly TruthPoint[],
  points: readonly ProducedPoint[],
  tolerance: number,
  near: Near,
): Matched {
  const slack = (tolerance + 1e-9) * lengthOf(truth.x);
  const line = points.flatMap(({ x, y }) => {
    const at = numberOf(x);
    return at === null ? [] : [{ x: at, y }];
  });
  const drawn = source.map(({ x, y }) => ({ x: Number(x), y }));
  const isLog = truth.y?.scale === 'log';
  const agrees = (on: readonly { x: number; y: number }[], at: number | null, y: number) => {
    const there = at === null ? null : valueAt(on, at, slack, isLog);
    return there !== null && near(there, y);
  };
  return {
    truth: drawn.map(({ x, y }) => agrees(line, x, y)),
    produced: points.map(({ x, y }) => agrees(drawn, numberOf(x), y)),
  };
}

/** The height of a line at `x`, straight between its points; null where it does not reach. */
function valueAt(
  line: readonly { x: number; y: number }[],
  x: number,
  slack: number,
  isLog: boolean,
): number | null {
  const sorted = line.toSorted((a, b) => a.x - b.x);
  const after = sorted.findIndex((point) => point.x >= x);
  const [right, left] = [
    after === -1 ? undefined : sorted[after],
    after === -1 ? sorted.at(-1) : sorted[after - 1],
  ];
  if (right !== undefined && (right.x === x || left === undefined))
    return right.x - x <= slack ? right.y : null;
  if (left === undefined) return null;
  if (right === undefined) return x - left.x <= slack ? left.y : null;
  const share = (x - left.x) / (right.x - left.x);
  // On a log axis a straight line is one between logarithms.
  if (isLog && left.y > 0 && right.y > 0) return left.y * (right.y / left.y) ** share;
  return left.y + (right.y - left.y) * share;
}

export function nothing(source: readonly unknown[], points: readonly unknown[]): Matched {
  return { truth: source.map(() => false), produced: points.map(() => false) };
}
