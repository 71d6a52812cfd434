/** A polyline through fixed knots, and per knot how many samples speak for its height. */
export interface Polyline {
  ys: number[];
  support: number[];
  /** Share of the samples that lie on the polyline, within a few pixels. */
  agreeing: number;
}

const rounds = 5;
const looseness = 1.2;
const closeness = 4;

/**
 * Fits a polyline with given knots to samples, so that markers, smoothed corners and strays hardly move it.
 *
 * Least squares over hat functions, reweighted after Huber (1964); the normal equations are tridiagonal.
 */
export function fitPolyline(knots: number[], xs: number[], ys: number[]): Polyline {
  const n = knots.length;
  let weights = xs.map(() => 1);
  let near = 0;
  let heights: number[] = knots.map(() => 0);
  const support: number[] = knots.map(() => 0);
  for (let round = 0; round < rounds; round++) {
    const diagonal = knots.map(() => 1e-9);
    const above = knots.map(() => 0);
    const right = knots.map(() => 0);
    const add = (list: number[], i: number, v: number) => {
      list[i] = (list[i] ?? 0) + v;
    };
    support.fill(0);
    const fitted: ((h: number[]) => number)[] = xs.map((x, s) => {
      const k = segmentOf(knots, x);
      const a = knots[k] ?? 0;
      const b = knots[k + 1] ?? a + 1;
      const u = Math.max(-0.02, Math.min(1.02, (x - a) / (b - a)));
      const w = weights[s] ?? 1;
      const y = ys[s] ?? 0;
      add(diagonal, k, w * (1 - u) ** 2);
      add(diagonal, k + 1, w * u ** 2);
      add(above, k, w * u * (1 - u));
      add(right, k, w * y * (1 - u));
      add(right, k + 1, w * y * u);
      add(support, k, Math.max(0, 1 - u));
      add(support, k + 1, Math.max(0, u));
      return (h) => (1 - u) * (h[k] ?? 0) + u * (h[k + 1] ?? 0);
    });
    heights = solveTridiagonal(diagonal, above, right);
    near = 0;
    weights = xs.map((_, s) => {
      const off = Math.abs((fitted[s]?.(heights) ?? 0) - (ys[s] ?? 0));
      if (off <= closeness) near++;
      return off <= looseness ? 1 : looseness / off;
    });
  }
  return { ys: heights.slice(0, n), support, agreeing: near / Math.max(1, xs.length) };
}

function segmentOf(knots: number[], x: number): number {
  let k = 0;
  while (k < knots.length - 2 && x >= (knots[k + 1] ?? Number.POSITIVE_INFINITY)) k++;
  return k;
}

/** Solves a symmetric tridiagonal system (Thomas algorithm). */
function solveTridiagonal(diagonal: number[], above: number[], right: number[]): number[] {
  const n = diagonal.length;
  const c: number[] = [];
  const d: number[] = [];
  for (let i = 0; i < n; i++) {
    const below = i > 0 ? (above[i - 1] ?? 0) : 0;
    const pivot = (diagonal[i] ?? 1) - below * (c[i - 1] ?? 0);
    c[i] = (above[i] ?? 0) / (pivot || 1e-9);
    d[i] = ((right[i] ?? 0) - below * (d[i - 1] ?? 0)) / (pivot || 1e-9);
  }
  const x: number[] = new Array(n).fill(0);
  for (let i = n - 1; i >= 0; i--) x[i] = (d[i] ?? 0) - (c[i] ?? 0) * (x[i + 1] ?? 0);
  return x;
}
