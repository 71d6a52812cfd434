import type { Trace } from './trace.ts';

const mostKnots = 60;
const mostVertices = 40;

/** Corners of a traced line (Ramer 1972, Douglas & Peucker 1973), its ends included. */
export function corners(trace: Trace, tolerance: number): number[] {
  const { xs, ys } = trace;
  const keep = new Set([0, xs.length - 1]);
  const stack: [number, number][] = [[0, xs.length - 1]];
  while (stack.length > 0) {
    const [a, b] = stack.pop() ?? [0, 0];
    const xa = xs[a] ?? 0;
    const ya = ys[a] ?? 0;
    const length = Math.hypot((xs[b] ?? 0) - xa, (ys[b] ?? 0) - ya) || 1;
    let far = -1;
    let most = tolerance;
    for (let i = a + 1; i < b; i++) {
      const cross = ((xs[b] ?? 0) - xa) * ((ys[i] ?? 0) - ya) - ((ys[b] ?? 0) - ya) * ((xs[i] ?? 0) - xa);
      const off = Math.abs(cross) / length;
      if (off > most) {
        most = off;
        far = i;
      }
    }
    if (far < 0) continue;
    keep.add(far);
    stack.push([a, far], [far, b]);
  }
  return [...keep].sort((a, b) => a - b).map((i) => xs[i] ?? 0);
}

/** Corners at a tolerance coarse enough that few remain. */
export function fewCorners(trace: Trace): number[] {
  for (let tolerance = Math.max(1.3, trace.thickness * 0.55); ; tolerance *= 1.5) {
    const found = corners(trace, tolerance);
    if (found.length <= mostVertices || tolerance > 50) return found;
  }
}

/**
 * Guesses that data stand at equal distances: the widest spacing on which all corners of all lines lie, or null.
 */
export function evenKnots(vertices: number[], from: number, to: number): number[] | null {
  const span = to - from;
  for (let n = 1; n <= mostKnots; n++) {
    const step = span / n;
    if (step < 6) return null;
    const slack = Math.max(2.2, Math.min(5, step * 0.1));
    const near = vertices.filter((x) => {
      const k = (x - from) / step;
      return Math.abs(k - Math.round(k)) * step <= slack;
    });
    if (near.length < vertices.length * 0.92) continue;
    return Array.from({ length: n + 1 }, (_, k) => from + k * step);
  }
  return null;
}

/** One knot per group of positions that lie closer together than `slack`. */
export function mergePositions(positions: number[], slack: number): number[] {
  const sorted = [...positions].sort((a, b) => a - b);
  const groups: number[][] = [];
  for (const x of sorted) {
    const last = groups.at(-1);
    if (last && x - (last[0] ?? x) <= slack) last.push(x);
    else groups.push([x]);
  }
  return groups.map((g) => g[g.length >> 1] ?? 0);
}

/** Rounds positions in axis units when all of them lie near multiples of a round step, as years do. */
export function roundPositions(values: number[]): number[] {
  if (values.length < 2) return values;
  const steps = values.slice(1).map((v, i) => v - (values[i] ?? 0));
  const step = [...steps].sort((a, b) => a - b)[steps.length >> 1] ?? 0;
  if (step <= 0) return values;
  const base = 10 ** Math.floor(Math.log10(step));
  const nice = [0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10].map((m) => m * base);
  for (const grid of nice.reverse()) {
    if (grid > step * 1.05) continue;
    const off = values.map((v) => Math.abs(v - Math.round(v / grid) * grid));
    if (off.every((o) => o <= Math.min(0.14 * step, 0.3 * grid))) {
      return values.map((v) => Number((Math.round(v / grid) * grid).toPrecision(12)));
    }
  }
  return values;
}
