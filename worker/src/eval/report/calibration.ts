import type { Confident } from './score-case.ts';

export interface CalibrationBin {
  from: number;
  to: number;
  count: number;
  right: number;
}

const edges = [0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1];

/** How often what was read with a confidence is right, bin by bin; a bin holds its lower edge, the last both. */
export function calibration(all: readonly Confident[]): CalibrationBin[] {
  return edges.slice(0, -1).map((from, i) => {
    const to = edges[i + 1] ?? 1;
    const inside = all.filter(
      ({ confidence }) => confidence >= from && (confidence < to || (to === 1 && confidence <= 1)),
    );
    return { from, to, count: inside.length, right: inside.filter(({ right }) => right).length };
  });
}

/** Of what has at least this confidence, how much is right. */
export function rightAbove(
  all: readonly Confident[],
  least: number,
): { count: number; share: number | null } {
  const above = all.filter(({ confidence }) => confidence >= least);
  const right = above.filter((one) => one.right).length;
  return { count: above.length, share: above.length === 0 ? null : right / above.length };
}
