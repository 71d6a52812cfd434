import type { Panel } from '@snaprun/core/spec';
import type { ChartScene } from './chart-scene.ts';
import { type Box, distance, pixelAt, type Raster, type Rgb, toHex } from './pixels.ts';
import type { PlotArea } from './plot-area.ts';
import { roundToPixel, valuePerPixel } from './round-value.ts';
import { axisOf, emptyPanel, round } from './spec-parts.ts';

/** A box with its whiskers, as heights in pixels from the top of the picture. */
export interface BoxMark {
  max: number;
  q3: number;
  median: number | null;
  q1: number;
  min: number;
  color: Rgb;
}

const numbers = ['min', 'q1', 'median', 'q3', 'max'] as const;
const faintest = 24;

/** Reads upright boxes over named categories: five series, one a number of the box; null when there are none. */
export function readBoxes(scene: ChartScene): Panel | null {
  const { raster, plot, xAxis, yAxis, captions } = scene;
  const labels = xAxis.labels;
  // Q2 and Q3 may have been taken for numbers.
  const isNamed =
    !xAxis.scale || labels.filter(({ text }) => /^\p{L}/u.test(text)).length * 2 > labels.length;
  if (!yAxis.scale || !isNamed || labels.length < 2 || labels.length > 40) return null;
  const { scale } = yAxis;
  const step = Math.min(...labels.slice(1).map((label, i) => label.at - (labels[i]?.at ?? 0)));
  if (step < 14) return null;
  const marks = labels.map((label) => findBox(raster, plot, label.at, step));
  const found = marks.filter((mark) => mark !== null);
  const medians = found.filter((mark) => mark.median !== null).length;
  if (found.length < 2 || found.length < 0.75 * labels.length || medians < 0.5 * found.length) return null;
  const legible = labels.reduce((sum, label) => sum + label.confidence, 0) / labels.length;
  // An axis of which a part only could be read may be off by a power of ten.
  const doubt = scale.confidence < 0.7 ? 0.7 : 1;
  const sure = doubt * scale.confidence * (found.length / labels.length) * Math.min(1, 0.35 + legible);
  const confidence = round(0.97 * sure * (medians / found.length));
  const series = numbers.map((name) => ({
    name,
    color: found[0] ? toHex(found[0].color) : null,
    points: labels.flatMap((label, i) => {
      const pixel = marks[i]?.[name];
      if (pixel === undefined || pixel === null) return [];
      return [
        {
          x: label.text.slice(0, 120),
          y: roundToPixel(scale.toValue(pixel), valuePerPixel(scale, pixel)),
          confidence,
        },
      ];
    }),
    confidence,
  }));
  const { box } = plot;
  return {
    ...emptyPanel('box', confidence),
    title: captions.title,
    x: axisOf(xAxis, captions.xLabel, box.left, box.right, true),
    y: axisOf(yAxis, captions.yLabel, box.bottom, box.top, false),
    series,
  };
}

/**
 * The box over one category: its sides are the long strokes (or its filling) on both sides of the middle, its whiskers what is
 * drawn in the middle above and below.
 */
export function findBox(raster: Raster, plot: PlotArea, at: number, step: number): BoxMark | null {
  const isDrawn = drawnIn(raster, plot);
  const { top, bottom } = plot.box;
  const reach = Math.floor(step * 0.46);
  const runs = new Map<number, { from: number; to: number }>();
  const isInside = (x: number) => x > plot.box.left + 4 && x < plot.box.right - 4;
  for (let d = -reach; d <= reach; d++)
    if (isInside(Math.round(at) + d)) runs.set(d, longestRun(isDrawn, Math.round(at) + d, top, bottom));
  const lengthAt = (d: number) => {
    const run = runs.get(d);
    return run ? run.to - run.from : 0;
  };
  const offsets = [...runs.keys()].filter((d) => Math.abs(d) >= 5);
  const tallest = Math.max(0, ...offsets.map(lengthAt));
  if (tallest < 4) return null;
  const sides = offsets.filter((d) => lengthAt(d) >= 0.8 * tallest);
  const [left, right] = [Math.min(...sides), Math.max(...sides)];
  if (left >= 0 || right <= 0 || Math.abs(left + right) > 0.35 * (right - left)) return null;
  const middleOf = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
  const q3 = middleOf(sides.map((d) => runs.get(d)?.from ?? 0));
  const q1 = middleOf(sides.map((d) => runs.get(d)?.to ?? 0));
  const center = Math.round(at + (left + right) / 2);
  const upper = whiskerEnd(raster, plot, isDrawn, center, q3, top, -1);
  const lower = whiskerEnd(raster, plot, isDrawn, center, q1 - 1, bottom - 1, 1);
  if (q3 - upper < 3 || lower + 1 - q1 < 3) return null;
  // What runs from edge to edge is a grid line.
  if (upper - top < 5 && bottom - lower < 6) return null;
  // Above a bar or an area there may be a line, but a whisker is thin.
  const halfway = Math.round((upper + q3) / 2);
  const wide = Array.from({ length: right - left }, (_, i) => isDrawn(Math.round(at) + left + i, halfway));
  if (wide.filter(Boolean).length > Math.max(7, 0.35 * (right - left))) return null;
  const inner = {
    left: Math.round(at + left * 0.8 + right * 0.2) - 1,
    right: Math.round(at + right * 0.8 + left * 0.2) + 1,
    top: q3 + 2,
    bottom: q1 - 2,
  };
  const { row, color } = strangestRow(raster, plot, inner, center);
  return { max: upper + 0.5, q3: q3 + 0.5, median: row, q1: q1 - 0.5, min: lower + 0.5, color };
}

/** Lines through the whole plot; whiskers, medians and the edges of boxes are straight too, but short. */
function gridOf({ box, rows, columns }: PlotArea): Pick<PlotArea, 'rows' | 'columns'> {
  return {
    rows: rows.filter((r) => r.to - r.from > 0.8 * (box.right - box.left)),
    columns: columns.filter((c) => c.covered > 0.65 * (box.bottom - box.top)),
  };
}

function drawnIn(raster: Raster, plot: PlotArea): (x: number, y: number) => boolean {
  const onRule = (rules: PlotArea['rows'], at: number, pixel: Rgb) =>
    rules.some((r) => Math.abs(at + 0.5 - r.at) <= r.thickness / 2 + 2 && distance(pixel, r.color) < 40);
  const grid = gridOf(plot);
  return (x, y) => {
    if (x < 0 || y < 0 || x >= raster.width || y >= raster.height) return false;
    const pixel = pixelAt(raster, x, y);
    return (
      distance(pixel, plot.background) > faintest &&
      !onRule(grid.rows, y, pixel) &&
      !onRule(grid.columns, x, pixel)
    );
  };
}

/** The longest drawn piece of a column; where a grid line was taken out it goes on. */
function longestRun(isDrawn: (x: number, y: number) => boolean, x: number, top: number, bottom: number) {
  let best = { from: 0, to: 0 };
  let from = -1;
  let last = -1;
  for (let y = top + 2; y < bottom - 1; y++) {
    if (!isDrawn(x, y)) continue;
    if (from < 0 || y - last > 4) from = y;
    last = y;
    if (last + 1 - from > best.to - best.from) best = { from, to: last + 1 };
  }
  return best;
}

/** Follows the whisker from the box outwards, over the gaps of dashes; what is much fainter is a grid line behind it. */
function whiskerEnd(
  raster: Raster,
  plot: PlotArea,
  isDrawn: (x: number, y: number) => boolean,
  center: number,
  start: number,
  limit: number,
  way: 1 | -1,
): number {
  const strength = (y: number) =>
    Math.max(
      ...[-2, -1, 0, 1, 2].map((d) =>
        isDrawn(center + d, y) ? distance(pixelAt(raster, center + d, y), plot.background) : 0,
      ),
    );
  const own = strength(start + 4 * way);
  let end = start;
  for (let y = start; way * (limit - y) > 1; y += way) {
    if (strength(y) > 0.5 * own) end = y;
    else if (Math.abs(y - end) > 7) break;
  }
  return end;
}

/** The median line: the row inside the box that looks least like the others; null when none stands out. */
function strangestRow(raster: Raster, plot: PlotArea, inner: Box, center: number) {
  const rows: Rgb[] = [];
  const middle = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
  for (let y = inner.top; y < inner.bottom; y++) {
    const pixels: Rgb[] = [];
    for (let x = inner.left; x < inner.right; x++)
      if (Math.abs(x - center) > 2 || inner.right - inner.left < 9) pixels.push(pixelAt(raster, x, y));
    rows.push([
      middle(pixels.map((p) => p[0])),
      middle(pixels.map((p) => p[1])),
      middle(pixels.map((p) => p[2])),
    ]);
  }
  const color: Rgb = [
    middle(rows.map((p) => p[0])),
    middle(rows.map((p) => p[1])),
    middle(rows.map((p) => p[2])),
  ];
  const { rows: lines } = gridOf(plot);
  const isRule = (y: number, pixel: Rgb) =>
    lines.some((r) => Math.abs(y + 0.5 - r.at) <= r.thickness / 2 + 1 && distance(pixel, r.color) < 25);
  const offs = rows.map((pixel, i) => (isRule(inner.top + i, pixel) ? 0 : distance(pixel, color)));
  // The smoothed edges of the box are no median.
  for (let i = 0; i < 4 && (offs[i] ?? 0) > 5; i++) offs[i] = 0;
  for (let i = offs.length - 1; i > offs.length - 5 && (offs[i] ?? 0) > 5; i--) offs[i] = 0;
  const most = Math.max(0, ...offs);
  if (most < 7) return { row: null, color };
  const strong = offs.flatMap((off, i) => (off > 0.6 * most ? [i] : []));
  const first = strong[0] ?? 0;
  const near = strong.filter((i) => i - first < 9);
  return { row: inner.top + ((near[0] ?? 0) + (near.at(-1) ?? 0)) / 2 + 0.5, color };
}
