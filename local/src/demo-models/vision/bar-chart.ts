import type { Panel, Point } from '@snaprun/core/spec';
import type { AxisScale } from './axis-fit.ts';
import { refineEnd } from './bar-edges.ts';
import { type BarSet, findBars } from './bars.ts';
import { assignSlots, type Slots } from './categories.ts';
import { type ChartScene, nameColors } from './chart-scene.ts';
import { type FillMap, findFills } from './fills.ts';
import { trustIn } from './label-trust.ts';
import { legendBoxes } from './legend.ts';
import { toHex } from './pixels.ts';
import { roundToPixel, valuePerPixel } from './round-value.ts';
import { axisOf, emptyPanel, round } from './spec-parts.ts';
import type { ReadAxis } from './ticks.ts';

/** Share of the coloured area that bars must explain before the picture counts as a bar chart. */
const leastExplained = 0.6;
/** A picture drawn cell by cell (a heat map, a photo) has more flat colours than bars have. */
const mostColors = 8;

/** Reads a bar chart of any kind, or null when the coloured areas are no bars. */
export function readBars(scene: ChartScene): Panel | null {
  const { raster, plot } = scene;
  const fills = findFills(raster, plot, legendBoxes(scene.legend, raster));
  if (fills.colors.length === 0 || fills.colors.length > mostColors) return null;
  const set = bestBars(scene, fills);
  if (!set || set.explained < leastExplained) return null;
  const { valueAxis, categoryAxis } = axesOf(scene, set.upright);
  const slots = assignSlots(set, categoryAxis);
  const stacked = set.bars.filter((b) => b.segments.length > 1).length >= Math.max(1, set.bars.length * 0.3);
  const colors = [...new Set(set.bars.flatMap((b) => b.segments.map((s) => s.color)))].sort(
    (a, b) => firstStart(set, a) - firstStart(set, b),
  );
  const grouped = colors.length > 1 && (stacked || slots.most > 1);
  const ends = set.bars.map((bar) => {
    const last = bar.segments.at(-1);
    const fill = fills.colors[last?.color ?? 0];
    return fill ? refineEnd(raster, bar, fill, plot.background, set.upright) : (last?.to ?? 0);
  });
  const measure = stacked ? stackedValue : plainValue;
  const named = slots.numeric
    ? 1
    : slots.list.filter((s) => typeof s.x === 'string').length / slots.list.length;
  // Without names it is uncertain which bars belong together.
  const sorted = grouped ? 0.45 + 0.55 * named : 0.5 + 0.5 * named;
  const believed = slots.numeric ? 1 : trustIn(categoryAxis.labels);
  const confidence =
    (valueAxis.scale?.confidence ?? 0.3) * Math.min(1, set.explained + 0.15) * sorted * believed;
  const names = nameColors(
    colors.map((c) => fills.colors[c] ?? [0, 0, 0]),
    scene.names,
  );
  const reading = { set, slots, ends, scale: valueAxis.scale ?? fractions(scene, set.upright), confidence };
  const series = (grouped ? colors : [null]).slice(0, 12).map((color, i) => {
    const shown = fills.colors[color ?? colors[0] ?? 0];
    return {
      name: grouped ? (names[i] ?? null) : null,
      color: shown && (grouped || colors.length === 1) ? toHex(shown) : null,
      points: pointsOf(reading, color, measure).slice(0, 200),
      confidence: round(confidence),
    };
  });
  const kind = stacked
    ? 'stacked_bar'
    : slots.histogram && !grouped
      ? 'histogram'
      : grouped
        ? 'grouped_bar'
        : set.upright
          ? 'bar'
          : 'horizontal_bar';
  const { box } = plot;
  const numeric = slots.numeric && categoryAxis.scale !== null;
  return {
    ...emptyPanel(kind, confidence),
    title: scene.captions.title,
    x: axisOf(scene.xAxis, scene.captions.xLabel, box.left, box.right, set.upright && !numeric),
    y: axisOf(scene.yAxis, scene.captions.yLabel, box.bottom, box.top, !set.upright && !numeric),
    series,
  };
}

function axesOf(scene: ChartScene, upright: boolean): { valueAxis: ReadAxis; categoryAxis: ReadAxis } {
  return upright
    ? { valueAxis: scene.yAxis, categoryAxis: scene.xAxis }
    : { valueAxis: scene.xAxis, categoryAxis: scene.yAxis };
}

/** Tries both directions and the two likely baselines (the zero line, the edge of the plot) of each. */
function bestBars(scene: ChartScene, fills: FillMap): BarSet | null {
  let best: BarSet | null = null;
  let most = 0;
  for (const upright of [true, false]) {
    const { box } = scene.plot;
    const { valueAxis } = axesOf(scene, upright);
    const [near, far] = upright ? [box.top, box.bottom] : [box.left, box.right];
    const zero = valueAxis.scale?.kind === 'linear' ? valueAxis.scale.toPixel(0) : Number.NaN;
    const lines = [upright ? far : near];
    if (zero >= near - 4 && zero <= far + 4) lines.unshift(zero);
    for (const line of lines) {
      const set = findBars(fills, upright, line);
      if (set.bars.length === 0) continue;
      const score = set.explained * evenness(set) * (valueAxis.scale ? 1 : 0.55);
      if (score > most * 1.02) {
        most = score;
        best = set;
      }
    }
  }
  return best;
}

/** Bars of one chart are equally wide: 1 when they are. */
function evenness(set: BarSet): number {
  const widths = set.bars.map((b) => b.end - b.start).sort((a, b) => a - b);
  const usual = widths[widths.length >> 1] ?? 1;
  const alike = widths.filter((w) => Math.abs(w - usual) <= Math.max(2, 0.12 * usual)).length;
  return 0.3 + 0.7 * (alike / widths.length);
}

function firstStart(set: BarSet, color: number): number {
  const bar = set.bars.find((b) => b.segments.some((s) => s.color === color));
  const level = bar?.segments.findIndex((s) => s.color === color) ?? 0;
  return (bar?.start ?? 0) * 10 + level;
}

interface Reading {
  set: BarSet;
  slots: Slots;
  ends: number[];
  scale: AxisScale;
  confidence: number;
}

type Measure = (reading: Reading, bar: number, color: number | null) => number | null;

const plainValue: Measure = ({ set, ends, scale }, i, color) => {
  const last = set.bars[i]?.segments.at(-1);
  if (!last || (color !== null && last.color !== color)) return null;
  const end = ends[i] ?? last.to;
  return roundToPixel(scale.toValue(end), valuePerPixel(scale, end));
};

const stackedValue: Measure = ({ set, ends, scale }, i, color) => {
  const bar = set.bars[i];
  const k = bar?.segments.findIndex((s) => s.color === color) ?? -1;
  const segment = bar?.segments[k];
  if (!bar || !segment) return null;
  const to = k === bar.segments.length - 1 ? (ends[i] ?? segment.to) : segment.to;
  const from = k === 0 ? set.baseline : (bar.segments[k - 1]?.to ?? segment.from);
  return roundToPixel(scale.toValue(to) - scale.toValue(from), valuePerPixel(scale, to));
};

/** One point per category in reading order; a category without a bar holds about the baseline's value. */
function pointsOf(reading: Reading, color: number | null, measure: Measure): Point[] {
  const { slots, set, scale, confidence } = reading;
  const order = set.upright ? slots.list : [...slots.list].reverse();
  return order.map((slot) => {
    const values = slot.bars.map((i) => measure(reading, i, color)).filter((v) => v !== null);
    const value = values[0];
    if (value !== undefined) return { x: slot.x, y: value, confidence: round(confidence) };
    const base = scale.toValue(set.baseline);
    return {
      x: slot.x,
      y: roundToPixel(base, valuePerPixel(scale, set.baseline)),
      confidence: round(confidence * 0.5),
    };
  });
}

/** Without readable numbers values are shares of the plot's length, and the confidence says so. */
function fractions(scene: ChartScene, upright: boolean): AxisScale {
  const { box } = scene.plot;
  const [zero, one] = upright ? [box.bottom, box.top] : [box.left, box.right];
  return {
    kind: 'linear',
    toValue: (pixel) => (pixel - zero) / (one - zero),
    toPixel: (value) => zero + value * (one - zero),
    agreeing: 0,
    readings: 0,
    confidence: 0.3,
  };
}
