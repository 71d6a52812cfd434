import type { BarSet } from './bars.ts';
import type { ReadAxis } from './ticks.ts';

/** One place along the category axis and the numbers of the bars that stand there. */
export interface Slot {
  x: string | number;
  at: number;
  bars: number[];
}

export interface Slots {
  list: Slot[];
  /** Bars in the fullest place. */
  most: number;
  /** The places are numbers on a scale rather than names. */
  numeric: boolean;
  /** Bars that touch each other on a numeric axis. */
  histogram: boolean;
}

/** Sorts bars under the labels of their axis; without usable labels they are numbered from 1. */
export function assignSlots(set: BarSet, axis: ReadAxis): Slots {
  const centers = set.bars.map((b) => (b.start + b.end) / 2);
  const colors = new Set(set.bars.flatMap((b) => b.segments.map((s) => s.color))).size;
  const touching = touchingShare(set);
  const labels = axis.labels;
  const named = labels.length >= 1 ? byLabels(centers, axis) : null;
  const fits = named?.every((s) => s.bars.length <= Math.max(1, colors));
  const filled = named?.filter((s) => s.bars.length > 0).length ?? 0;
  const bins = axis.scale !== null && colors === 1 && touching > 0.7 && set.bars.length >= 4;
  if (named && fits && filled * 2 >= named.length && !(bins && labels.length !== set.bars.length)) {
    return { list: named, most: most(named), numeric: false, histogram: false };
  }
  const { scale } = axis;
  if (scale && scale.agreeing >= 3 && colors === 1) {
    const list = centers.map((at, i) => ({ x: Number(scale.toValue(at).toPrecision(4)), at, bars: [i] }));
    return { list, most: 1, numeric: true, histogram: bins };
  }
  const list = byGaps(set, centers, colors);
  return { list, most: most(list), numeric: false, histogram: false };
}

function most(slots: Slot[]): number {
  return Math.max(0, ...slots.map((s) => s.bars.length));
}

function byLabels(centers: number[], axis: ReadAxis): Slot[] | null {
  const slots: Slot[] = [...axis.labels]
    .sort((a, b) => a.at - b.at)
    .map((l) => ({ x: l.text.slice(0, 120), at: l.at, bars: [] }));
  const step = stepOf(slots.map(({ at }) => at));
  const strays: number[] = [];
  for (let i = 0; i < centers.length; i++) {
    const center = centers[i] ?? 0;
    const slot = slots.reduce((best, s) => (Math.abs(s.at - center) < Math.abs(best.at - center) ? s : best));
    if (Math.abs(slot.at - center) <= step * 0.55) slot.bars.push(i);
    else strays.push(i);
  }
  // A label that could not be read leaves its bar without a name: it gets its number.
  if (strays.length * 2 > centers.length) return null;
  for (const i of strays) {
    const at = centers[i] ?? 0;
    const home = slots.find((s) => typeof s.x === 'number' && Math.abs(s.at - at) < step * 0.5);
    if (home) home.bars.push(i);
    else slots.push({ x: 0, at, bars: [i] });
  }
  slots.sort((a, b) => a.at - b.at);
  slots.forEach((slot, i) => {
    if (typeof slot.x === 'number') slot.x = i + 1;
  });
  return slots;
}

/** The usual distance of labels; a wider one has a label in between that could not be read. */
function stepOf(places: readonly number[]): number {
  const steps = places
    .slice(1)
    .map((at, i) => at - (places[i] ?? 0))
    .sort((a, b) => a - b);
  const usual = steps[steps.length >> 1] ?? Number.POSITIVE_INFINITY;
  const least = steps.find((step) => step > 0.4 * usual);
  return least ?? usual;
}

/** Groups bars by the wider gaps between them. */
function byGaps(set: BarSet, centers: number[], colors: number): Slot[] {
  const order = centers.map((_, i) => i).sort((a, b) => (centers[a] ?? 0) - (centers[b] ?? 0));
  const slots: Slot[] = [];
  let lastEnd = Number.NEGATIVE_INFINITY;
  for (const i of order) {
    const bar = set.bars[i];
    if (!bar) continue;
    const color = bar.segments[0]?.color;
    const slot = slots.at(-1);
    const repeated = slot?.bars.some((k) => set.bars[k]?.segments[0]?.color === color);
    const apart = bar.start - lastEnd > (bar.end - bar.start) * 0.35;
    if (!slot || colors === 1 || repeated || apart)
      slots.push({ x: slots.length + 1, at: centers[i] ?? 0, bars: [i] });
    else slot.bars.push(i);
    lastEnd = bar.end;
  }
  return slots;
}

function touchingShare(set: BarSet): number {
  const bars = [...set.bars].sort((a, b) => a.start - b.start);
  const near = bars
    .slice(1)
    .filter((b, i) => b.start - (bars[i]?.end ?? 0) <= Math.max(2, 0.06 * (b.end - b.start)));
  return bars.length > 1 ? near.length / (bars.length - 1) : 0;
}
