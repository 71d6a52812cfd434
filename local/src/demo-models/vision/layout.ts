import type { Component } from './components.ts';
import {
  type Box,
  boxHeight,
  boxWidth,
  chroma,
  distance,
  type Raster,
  type Rgb,
  unionBox,
} from './pixels.ts';
import type { PlotArea } from './plot-area.ts';
import { groupIntoLines, letterParts, type TextLine } from './text-lines.ts';
import { alignRight, withoutSpecks } from './trim-lines.ts';

/** Where texts stand around a plot, before anything is read. */
export interface TextLayout {
  /** Labels beside the vertical axis, from the top. */
  left: TextLine[];
  /** Text that reads upwards left of those labels: its box. */
  leftTurned: Box[];
  /** Rows below the plot, each from left to right; the first holds the labels of the horizontal axis. */
  below: TextLine[][];
  /** Texts below the plot that read upwards. */
  belowTurned: Box[];
  above: TextLine[];
  right: TextLine[];
  inside: TextLine[];
  /** Tick marks outside the axes. */
  marks: Box[];
}

/** Widest gap within a line, in letter heights. */
const wordGap = 0.9;
/** Names in a legend stand a little further from their colour sample than words from each other. */
const legendGap = 0.7;

/** The axes themselves lie on the edge of the plot; with them, their tick marks would be one large part. */
const rim = 2;

/** Finds letters everywhere but on rules and colours, and sorts them by where they stand around the plot. */
export function layOutTexts(raster: Raster, page: Rgb, plot: PlotArea): TextLayout {
  const { box } = plot;
  const onRule = ruleMap(plot);
  const around = letterParts(raster, {
    region: { left: 0, top: 0, right: raster.width, bottom: raster.height },
    background: page,
    gap: wordGap,
    accept: (pixel, x, y) =>
      !isColored(pixel, page) &&
      !(x >= box.left - rim && x < box.right + rim && y >= box.top - rim && y < box.bottom + rim),
  });
  const marks = around.filter((part) => isTickMark(part, box, around));
  const outside = around.filter((part) => !marks.includes(part));
  const inside = letterParts(raster, {
    region: box,
    background: plot.background,
    gap: wordGap,
    accept: (pixel, x, y) => !isColored(pixel, plot.background) && !onRule(pixel, x, y),
  });
  // The lower parts of the last label beside the axis may begin below it.
  const beside = (p: Component) => p.right <= box.left + 2 && p.top < box.bottom + 3;
  const left = outside.filter((p) => beside(p) && p.bottom > box.top - 0.6 * boxHeight(p));
  const below = outside.filter((p) => p.top >= box.bottom - 1 && !beside(p));
  const above = outside.filter((p) => p.bottom <= box.top + 1 && !left.includes(p));
  const right = outside.filter((p) => p.left >= box.right - 2 && !below.includes(p) && !above.includes(p));
  const turnedLeft = turnedTexts(left);
  const turnedBelow = turnedTexts(below);
  return {
    left: alignRight(groupIntoLines(turnedLeft.rest, wordGap)),
    leftTurned: turnedLeft.boxes,
    below: separateLabels(turnedBelow.rest),
    belowTurned: turnedBelow.boxes,
    above: groupIntoLines(above, wordGap),
    right: groupIntoLines(right, legendGap),
    inside: groupIntoLines(inside, legendGap),
    marks,
  };
}

/**
 * Rows of text below the plot; where labels stand so close that they look like one text, a narrower gap is taken that makes
 * the first row evenly spaced.
 */
function separateLabels(all: Component[]): TextLine[][] {
  const parts = withoutSpecks(all, wordGap);
  const usual = intoRows(groupIntoLines(parts, wordGap));
  if (evenness(usual[0] ?? []) < 0.12) return usual;
  for (const gap of [0.75, 0.62, 0.5]) {
    const rows = intoRows(groupIntoLines(parts, gap));
    const first = rows[0] ?? [];
    if (first.length >= 3 && first.length > (usual[0]?.length ?? 0) && evenness(first) < 0.08) {
      return [first, ...usual.slice(1)];
    }
  }
  return usual;
}

/** Relative spread of the distances between neighbouring centres: 0 for equal distances, 1 when there are too few. */
function evenness(row: TextLine[]): number {
  const centers = row.map((l) => (l.left + l.right) / 2);
  const steps = centers.slice(1).map((c, i) => c - (centers[i] ?? 0));
  if (steps.length < 2) return 1;
  const mean = steps.reduce((s, d) => s + d, 0) / steps.length;
  return Math.sqrt(steps.reduce((s, d) => s + (d - mean) ** 2, 0) / steps.length) / mean;
}

/** Letters stacked closely, one above the other, are text turned by a quarter. */
function turnedTexts(parts: Component[]): { boxes: Box[]; rest: Component[] } {
  const columns = groupIntoLines(parts.map(transpose), 0.75).map((line) => ({
    ...line,
    box: transposeBox(line),
  }));
  const isOutermost = (box: Box) =>
    parts.every(
      (p) => p.left > box.right || (p.left >= box.left && p.top >= box.top && p.bottom <= box.bottom),
    );
  const turned = columns.filter(
    ({ parts: count, box }) =>
      (count >= 3 || (count === 2 && isOutermost(box))) &&
      boxHeight(box) > 2.2 * boxWidth(box) &&
      boxWidth(box) <= 60,
  );
  const belongs = (part: Component) =>
    turned.some(
      (t) =>
        part.left >= t.box.left - 1 &&
        part.right <= t.box.right + 1 &&
        part.top >= t.box.top - 1 &&
        part.bottom <= t.box.bottom + 1,
    );
  return { boxes: mergeStacked(turned.map((t) => t.box)), rest: parts.filter((p) => !belongs(p)) };
}

/** Words of one turned text, which a space keeps apart. */
function mergeStacked(boxes: Box[]): Box[] {
  const sorted = [...boxes].sort((a, b) => a.top - b.top);
  const merged: Box[] = [];
  for (const box of sorted) {
    const home = merged.find((m) => {
      const shared = Math.min(m.right, box.right) - Math.max(m.left, box.left);
      return shared > 0.5 * boxWidth(box) && box.top - m.bottom < 1.2 * Math.max(boxWidth(m), boxWidth(box));
    });
    if (home) Object.assign(home, unionBox(home, box));
    else merged.push({ ...box });
  }
  return merged.sort((a, b) => a.left - b.left);
}

export function intoRows(lines: TextLine[]): TextLine[][] {
  const rows: TextLine[][] = [];
  for (const line of [...lines].sort((a, b) => a.top - b.top)) {
    const middle = (line.top + line.bottom) / 2;
    const row = rows.find((r) => {
      const first = r[0];
      return first && middle > first.top - 1 && middle < first.bottom + 1;
    });
    if (row) row.push(line);
    else rows.push([line]);
  }
  for (const row of rows) row.sort((a, b) => a.left - b.left);
  return rows;
}

/** Whether a pixel is no blend of grey ink and paper: the hue of the difference counts, since smoothing makes colours pale. */
export function isColored(pixel: Rgb, background: Rgb): boolean {
  const off: Rgb = [pixel[0] - background[0], pixel[1] - background[1], pixel[2] - background[2]];
  // JPEG lends even black letters some colour.
  return chroma(pixel) >= 70 || chroma(off) > Math.max(36, 0.34 * Math.hypot(...off));
}

/** Short strokes that touch the axis; an l or i among other letters is none. */
function isTickMark(part: Component, box: Box, all: Component[]): boolean {
  const w = boxWidth(part);
  const h = boxHeight(part);
  if (Math.abs(part.right - box.left) <= 4 && h <= 4 && w <= 16) return true;
  // The axis itself may go on beyond a box that ended with the last bar.
  if (Math.abs(part.top - box.bottom) <= 4 && h <= 8 && w >= 2 * h) return true;
  if (Math.abs(part.top - box.bottom) > 4 || w > 4 || h > 16) return false;
  return !all.some((other) => {
    const gap = Math.max(other.left - part.right, part.left - other.right);
    return (
      other !== part && gap < h && Math.min(other.bottom, part.bottom) - Math.max(other.top, part.top) > h / 2
    );
  });
}

function ruleMap(plot: PlotArea): (pixel: Rgb, x: number, y: number) => boolean {
  const near = (rules: PlotArea['rows'], at: number, pixel: Rgb) =>
    rules.some((r) => Math.abs(at + 0.5 - r.at) <= r.thickness / 2 + 1 && distance(pixel, r.color) < 60);
  return (pixel, x, y) => near(plot.rows, y, pixel) || near(plot.columns, x, pixel);
}

function transpose(part: Component): Component {
  return { ...part, ...transposeBox(part) };
}

function transposeBox(box: Box): Box {
  return { left: box.top, right: box.bottom, top: box.left, bottom: box.right };
}
