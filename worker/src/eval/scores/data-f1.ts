import type { Truth } from '../pictures/truth/truth.ts';
import { boxesByNumber } from './box-series.ts';
import { sameLabel } from './labels.ts';
import { type Matched, matchPoints, nothing } from './match-points.ts';
import type { ProducedSeries } from './produced.ts';

export interface DataScore {
  precision: number;
  recall: number;
  f1: number;
  /** For each point of each produced series, as given: whether it is right. */
  right: boolean[][];
}

/** Compares series with a truth that has some; `tolerance` is a share of the axis, 0.05 or 0.01. */
export function dataF1(truth: Truth, given: readonly ProducedSeries[], tolerance: number): DataScore {
  const turned = truth.kind === 'box' ? boxesByNumber(given) : null;
  const produced = (turned ?? given).map((one) => (truth.kind === 'pie' ? asShares(one) : one));
  const sources = truth.series.map(({ name, points }) => ({
    name,
    points: points.flatMap(({ x, y }) => (y === null ? [] : [{ x, y }])),
  }));
  const wanted = truth.kind === 'pie' ? sources.map(asShares) : sources;
  const table = wanted.map((source) =>
    produced.map((one) => matchPoints(truth, source.points, one, tolerance)),
  );
  const pairs = assign(
    table.map((row, i) =>
      row.map((matched, j) => {
        const name = sameLabel(wanted[i]?.name ?? '', produced[j]?.name ?? '');
        return count(matched.truth) + count(matched.produced) + 0.5 * name;
      }),
    ),
  );
  const best = new Map(pairs.map(([i, j]) => [j, table[i]?.[j]] as const));
  const right = produced.map((one, j) => (best.get(j) ?? nothing([], one.points)).produced);
  const counts = ({ y }: { y: number }) => truth.kind !== 'histogram' || y !== 0;
  const found = pairs.reduce((sum, [i, j]) => {
    const matched = table[i]?.[j]?.truth ?? [];
    return sum + count(wanted[i]?.points.map((point, at) => counts(point) && (matched[at] ?? false)) ?? []);
  }, 0);
  const total = wanted.reduce((sum, { points }) => sum + points.filter(counts).length, 0);
  const judged = produced.flatMap(({ points }, j) =>
    points.flatMap((point, at) => (counts(point) ? [right[j]?.[at] ?? false] : [])),
  );
  const score = f1Of(found, total, count(judged), judged.length);
  return {
    ...score,
    right: turned === null ? right : given.map(({ points }) => points.map(() => score.f1 >= 0.9)),
  };
}

export function f1Of(found: number, wanted: number, right: number, given: number) {
  const precision = given === 0 ? 0 : right / given;
  const recall = wanted === 0 ? 0 : found / wanted;
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { precision, recall, f1 };
}

/** Pairs rows with columns, best first; with at most a dozen series it rarely differs from the optimum. */
function assign(gains: readonly (readonly number[])[]): [number, number][] {
  const all = gains.flatMap((row, i) => row.map((gain, j) => ({ i, j, gain })));
  const pairs: [number, number][] = [];
  for (const { i, j } of all.toSorted((a, b) => b.gain - a.gain)) {
    if (pairs.every(([row, column]) => row !== i && column !== j)) pairs.push([i, j]);
  }
  return pairs;
}

function asShares<T extends { points: readonly { y: number }[] }>(series: T): T {
  const total = series.points.reduce((sum, { y }) => sum + y, 0);
  return total === 0
    ? series
    : { ...series, points: series.points.map((one) => ({ ...one, y: one.y / total })) };
}

function count(flags: Matched['truth']): number {
  return flags.filter(Boolean).length;
}
