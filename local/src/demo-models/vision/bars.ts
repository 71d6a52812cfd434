import { type FillMap, paper } from './fills.ts';
import { boxHeight, boxWidth } from './pixels.ts';

/** One colour of a bar, from the baseline outwards, in pixels along the value axis. */
export interface Segment {
  color: number;
  from: number;
  to: number;
}

export interface Bar {
  /** Across the bar: where it begins and ends along the category axis. */
  start: number;
  end: number;
  segments: Segment[];
}

export interface BarSet {
  upright: boolean;
  baseline: number;
  bars: Bar[];
  /** Share of the coloured pixels that the bars explain. */
  explained: number;
}

/** Something thinner may lie across a bar: a grid line, an outline, the axis itself. */
const mostGap = 5;
const thinnest = 3;
/** The axis that bars stand on may be thick or blurred: feet begin within this share of the plot's length. */
const footGap = 0.025;

/**
 * Reads bars that stand on a baseline: every column is walked from the baseline outwards through flat colours, and
 * neighbouring columns with the same colours ending at the same pixels are one bar.
 */
export function findBars(fills: FillMap, upright: boolean, baseline: number): BarSet {
  const { box } = fills;
  const origin = upright ? box.left : box.top;
  const across = upright ? boxWidth(box) : boxHeight(box);
  const limit = upright ? boxHeight(box) : boxWidth(box);
  const start = Math.round(baseline - (upright ? box.top : box.left));
  const idAt = (a: number, v: number) =>
    v < 0 || v >= limit ? paper : (fills.ids[upright ? v * boxWidth(box) + a : a * boxWidth(box) + v] ?? 0);
  const bars: Bar[] = [];
  for (const step of [-1, 1]) {
    let open: Bar | null = null;
    let latest: Segment[] = [];
    let columns: Segment[][] = [];
    for (let a = 0; a <= across; a++) {
      const segments = a < across ? walk((v) => idAt(a, v) % paper, start, step, limit) : [];
      if (open && segments.length > 0 && sameShape(latest, segments)) {
        open.end = origin + a + 1;
        latest = segments;
        // What the middle column shows stands for the whole: the end of a bar may still lean a little.
        if ((open.end - open.start) % 2 === 1) open.segments = columns[(columns.length + 1) >> 1] ?? segments;
        columns.push(segments);
        continue;
      }
      if (open && open.end - open.start >= thinnest) bars.push(open);
      open = segments.length > 0 ? { start: origin + a, end: origin + a + 1, segments } : null;
      latest = segments;
      columns = [segments];
    }
  }
  const shift = upright ? box.top : box.left;
  // What parts two pieces of one bar is a grid line on top, never the background.
  const solid = (a: number, bar: Bar) => {
    const last = bar.segments.at(-1);
    const far = last ? Math.round((start + last.to) / 2) : start;
    const probes = [-3, -1, 0, 1, 3].map((d) => idAt(a - origin, far + d));
    return probes.filter((id) => id !== paper).length >= 3;
  };
  const placed = dropSlivers(bars, solid).map((bar) => ({
    ...bar,
    segments: bar.segments.map((s) => ({ ...s, from: s.from + shift, to: s.to + shift })),
  }));
  const colored = fills.ids.reduce((n, id) => n + (id > 0 && id !== paper ? 1 : 0), 0);
  const inBars = placed.reduce((n, b) => n + (b.end - b.start) * length(b), 0);
  return {
    upright,
    baseline,
    bars: placed.sort((a, b) => a.start - b.start),
    explained: Math.min(1, inBars / Math.max(1, colored)),
  };
}

/** Pixel edges: a segment that fills pixels 5 to 9 runs from 5 to 10, or from 10 to 5 when walked towards smaller pixels. */
function walk(idAt: (v: number) => number, start: number, step: number, limit: number): Segment[] {
  const edge = (v: number) => (step > 0 ? v : v + 1);
  const segments: Segment[] = [];
  let gap = 0;
  for (let v = step > 0 ? start : start - 1; v >= 0 && v < limit; v += step) {
    const id = idAt(v);
    if (id === 0) {
      gap++;
      if (gap > (segments.length === 0 ? Math.max(mostGap, limit * footGap) : mostGap)) break;
      continue;
    }
    gap = 0;
    const last = segments.at(-1);
    if (last && last.color === id - 1) last.to = edge(v + step);
    else segments.push({ color: id - 1, from: edge(v), to: edge(v + step) });
  }
  return segments.filter((s) => Math.abs(s.to - s.from) >= 2);
}

function sameShape(a: Segment[], b: Segment[]): boolean {
  if (a.length !== b.length) return false;
  return a.every((s, i) => {
    const other = b[i];
    return other !== undefined && s.color === other.color && Math.abs(s.to - other.to) <= 1.5;
  });
}

function length(bar: Bar): number {
  return bar.segments.reduce((n, s) => n + Math.abs(s.to - s.from), 0);
}

/** Smoothed edges and pieces cut off by other things are far thinner than the bars; broken ones are joined again. */
function dropSlivers(bars: Bar[], solid: (a: number, bar: Bar) => boolean): Bar[] {
  const joined: Bar[] = [];
  for (const bar of bars) {
    const last = joined.at(-1);
    const near =
      last &&
      bar.start > last.end &&
      bar.start - last.end <= mostGap &&
      sameShape(last.segments, bar.segments);
    const middle = last ? Math.floor((last.end + bar.start) / 2) : 0;
    if (last && near && solid(middle, bar)) last.end = bar.end;
    else joined.push({ ...bar });
  }
  const widths = joined.map((b) => b.end - b.start).sort((a, b) => a - b);
  const usual = widths[Math.floor(widths.length * 0.7)] ?? 0;
  return joined.filter((b) => b.end - b.start >= 0.4 * usual);
}
