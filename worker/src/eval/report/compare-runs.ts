import { type Random, seededRandom } from '../pictures/seeded-random.ts';
import type { Row } from './summary.ts';

export interface Difference {
  measure: string;
  before: number;
  after: number;
  difference: number;
  /** 95 %. */
  low: number;
  high: number;
}

const resamples = 2000;
const measures = {
  'Data-F1@5%': (row: Row) => row.resultF1At5,
  'Data-F1@1%': (row: Row) => row.resultF1At1,
  'Read-F1@5%': (row: Row) => row.readF1At5,
  text: (row: Row) => row.textMatch,
  kind: (row: Row) => Number(row.kindRight),
  'ValidPass@0': (row: Row) => Number(row.validAt0),
  'ValidPass@3': (row: Row) => Number(row.validAt3),
  'falsely reproduced': (row: Row) => Number(row.falselyReproduced),
  'model calls': (row: Row) => row.modelCalls,
  tokens: (row: Row) => row.tokens,
  'wall s': (row: Row) => row.wallMs / 1000,
} as const;

/**
 * What changed between two runs over the pictures that both have, with intervals of a paired bootstrap: percentiles of
 * resampled mean differences (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, ch. 13).
 */
export function compareRuns(
  before: readonly Row[],
  after: readonly Row[],
): { pairs: number; differences: Difference[] } {
  const earlier = new Map(before.map((row) => [row.id, row]));
  const both = after.flatMap((row) => {
    const other = earlier.get(row.id);
    return other ? [[other, row] as const] : [];
  });
  const differences = Object.entries(measures).flatMap(([measure, of]) => {
    const values = both.flatMap(([a, b]) => {
      const [from, to] = [of(a), of(b)];
      return from === null || to === null ? [] : [{ from, to }];
    });
    if (values.length === 0) return [];
    const changes = values.map(({ from, to }) => to - from);
    const [low, high] = bootstrapInterval(changes, seededRandom(`compare/${measure}`));
    const [earlierMean, laterMean] = [mean(values.map(({ from }) => from)), mean(values.map(({ to }) => to))];
    return [{ measure, before: earlierMean, after: laterMean, difference: mean(changes), low, high }];
  });
  return { pairs: both.length, differences };
}

/** The 2.5th and 97.5th percentile of the means of resamples. */
export function bootstrapInterval(values: readonly number[], random: Random): [number, number] {
  const means = Array.from({ length: resamples }, () => {
    let sum = 0;
    for (let i = 0; i < values.length; i += 1) sum += values[random.whole(0, values.length - 1)] ?? 0;
    return sum / values.length;
  }).toSorted((a, b) => a - b);
  const at = (share: number) => means[Math.round(share * (resamples - 1))] ?? 0;
  return [at(0.025), at(0.975)];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}
