import type { Mask } from './components.ts';

/** A line followed from left to right: the height of its centre in every column where it shows. */
export interface Trace {
  xs: number[];
  ys: number[];
  /** Usual thickness across the line, in pixels. */
  thickness: number;
}

interface Run {
  from: number;
  to: number;
}

const mostRuns = 8;

/**
 * Follows a line through its mask: of the runs of every column the sequence with the smallest jumps is taken
 * (dynamic programming after Viterbi, 1967). Columns where the line is hidden are left out.
 */
export function traceLine(mask: Mask): Trace | null {
  const columns: { x: number; runs: Run[] }[] = [];
  for (let x = 0; x < mask.width; x++) {
    const runs = runsOfColumn(mask, x);
    if (runs.length > 0 && runs.length <= mostRuns) columns.push({ x, runs });
  }
  if (columns.length < 8) return null;
  const path = smoothest(columns);
  const thickness = usualThickness(mask);
  const xs = columns.map((c) => c.x + 0.5);
  const ys = path.map((run) => (run.from + run.to) / 2);
  return { ...dropStrays(xs, ys), thickness };
}

function runsOfColumn(mask: Mask, x: number): Run[] {
  const runs: Run[] = [];
  for (let y = 0; y < mask.height; y++) {
    if (!mask.bits[y * mask.width + x]) continue;
    const from = y;
    while (y + 1 < mask.height && mask.bits[(y + 1) * mask.width + x]) y++;
    const last = runs.at(-1);
    if (last && from - last.to <= 1) last.to = y + 1;
    else runs.push({ from, to: y + 1 });
  }
  return runs;
}

function smoothest(columns: { x: number; runs: Run[] }[]): Run[] {
  let costs = (columns[0]?.runs ?? []).map(() => 0);
  const back: number[][] = [];
  for (let i = 1; i < columns.length; i++) {
    const before = columns[i - 1];
    const here = columns[i];
    if (!before || !here) continue;
    const apart = here.x - before.x;
    const origins: number[] = [];
    costs = here.runs.map((run, r) => {
      let least = Number.POSITIVE_INFINITY;
      before.runs.forEach((old, o) => {
        const jump = Math.max(0, run.from - old.to, old.from - run.to);
        const drift = Math.abs(run.from + run.to - old.from - old.to) / 2;
        const cost = (costs[o] ?? 0) + jump / Math.sqrt(apart) + 0.02 * drift;
        if (cost < least) {
          least = cost;
          origins[r] = o;
        }
      });
      return least + (run.to - run.from <= 1 && here.runs.length > 1 ? 1 : 0);
    });
    back.push(origins);
  }
  let at = costs.indexOf(Math.min(...costs));
  const path: Run[] = [];
  for (let i = columns.length - 1; i >= 0; i--) {
    const run = columns[i]?.runs[at];
    if (run) path.push(run);
    at = back[i - 1]?.[at] ?? at;
  }
  return path.reverse();
}

/** A few columns far from the rest (what is left of a legend, a stray pixel) are no part of the line. */
function dropStrays(xs: number[], ys: number[]): { xs: number[]; ys: number[] } {
  const span = (xs.at(-1) ?? 0) - (xs[0] ?? 0);
  const pieces: { from: number; to: number }[] = [];
  for (let i = 0, from = 0; i < xs.length; i++) {
    const next = xs[i + 1];
    if (next !== undefined && next - (xs[i] ?? 0) <= span * 0.12) continue;
    pieces.push({ from, to: i + 1 });
    from = i + 1;
  }
  const longest = Math.max(...pieces.map((p) => p.to - p.from));
  const kept = pieces.filter((p) => p.to - p.from >= longest * 0.15);
  return {
    xs: kept.flatMap((p) => xs.slice(p.from, p.to)),
    ys: kept.flatMap((p) => ys.slice(p.from, p.to)),
  };
}

/** Half of the mask's pixels lie where the stroke is thinner than this. */
export function usualThickness(mask: Mask): number {
  const counts = localThickness(mask).filter((t) => t > 0);
  const sorted = counts.sort();
  return sorted[sorted.length >> 1] ?? 1;
}

/** Per pixel the shorter of the run along its row and the run along its column. */
export function localThickness(mask: Mask): Uint16Array {
  const { width, height, bits } = mask;
  const thickness = new Uint16Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!bits[y * width + x]) continue;
      let end = x;
      while (end < width && bits[y * width + end]) end++;
      for (let i = x; i < end; i++) thickness[y * width + i] = end - x;
      x = end;
    }
  }
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      if (!bits[y * width + x]) continue;
      let end = y;
      while (end < height && bits[end * width + x]) end++;
      for (let i = y; i < end; i++) {
        const at = i * width + x;
        thickness[at] = Math.min(thickness[at] ?? 0, end - y);
      }
      y = end;
    }
  }
  return thickness;
}
