import { filledPanel } from './backdrop.ts';
import { filledArea } from './filled-area.ts';
import { labelFrame } from './label-frame.ts';
import { type Box, boxHeight, boxWidth, chroma, distance, pixelAt, type Raster, type Rgb } from './pixels.ts';
import { findRules, type Rule } from './rules.ts';

/** Where the data is drawn. */
export interface PlotArea {
  box: Box;
  background: Rgb;
  /** Horizontal axis and grid lines inside the box, from the top. */
  rows: Rule[];
  /** Vertical axis and grid lines inside the box, from the left. */
  columns: Rule[];
  /** A frame, an L of two axes, a filled panel: false when the box is inferred from grid lines in one direction only. */
  framed: boolean;
}

/** Finds the plot by its filled panel, its frame, its axes or its grid lines; null when there is nothing of the kind. */
export function findPlotArea(raster: Raster, page: Rgb): PlotArea | null {
  const panel = filledPanel(raster, page);
  const paper = panel?.color ?? page;
  // A thin gap between two bars is no line: it shows the background.
  const thin = (r: Rule) => r.thickness <= 7 && distance(r.color, paper) > 9;
  const rows = findRules(raster, 'horizontal', raster.width * 0.1).filter(thin);
  const columns = findRules(raster, 'vertical', raster.height * 0.12).filter(thin);
  if (panel) return withRules(growOverFills(raster, panel.box, page), panel.color, rows, columns, true);
  const long = rows.filter((r) => r.to - r.from > raster.width * 0.25);
  const tall = columns.filter((r) => r.to - r.from > raster.height * 0.3);
  const box = boxOfRules(long, tall);
  if (!box || boxWidth(box) < raster.width * 0.25 || boxHeight(box) < raster.height * 0.2) {
    const bare = labelFrame(raster, page) ?? filledArea(raster, page);
    return bare && { box: bare, background: page, rows: [], columns: [], framed: false };
  }
  const framed = tall.length > 0 && long.length > 0;
  return withRules(growOverFills(raster, box, page), page, rows, columns, framed);
}

/**
 * Bars hide the grid lines behind them, so that the lowest line may end above their feet, and where no frame holds them they rise
 * above the highest line: the box grows as long as flat colour goes on.
 */
function growOverFills(raster: Raster, box: Box, page: Rgb): Box {
  const filled = (x: number, y: number) => {
    const here = pixelAt(raster, x, y);
    return (
      chroma(here) > 40 && distance(here, page) > 40 && distance(here, pixelAt(raster, x + 3, y + 3)) < 12
    );
  };
  const grown = { ...box };
  const enough = (count: number, of: number) => count > Math.max(8, of * 0.06);
  for (; grown.bottom < raster.height - 4; grown.bottom++) {
    let count = 0;
    for (let x = box.left; x < box.right - 3; x++) if (filled(x, grown.bottom)) count++;
    if (!enough(count, boxWidth(box))) break;
  }
  for (; grown.left > 0; grown.left--) {
    let count = 0;
    for (let y = box.top; y < box.bottom - 3; y++) if (filled(grown.left - 1, y)) count++;
    if (!enough(count, boxHeight(box))) break;
  }
  for (; grown.top > 0; grown.top--) {
    let count = 0;
    for (let x = box.left; x < box.right - 3; x++) if (filled(x, grown.top - 1)) count++;
    if (count < 8) break;
  }
  for (; grown.right < raster.width - 4; grown.right++) {
    let count = 0;
    for (let y = box.top; y < box.bottom - 3; y++) if (filled(grown.right, y)) count++;
    if (count < 8) break;
  }
  grown.right = Math.max(grown.right, lastFoot(raster, grown, filled));
  // Two or three pixels are the smoothed edge of the frame.
  if (grown.bottom > box.bottom) grown.bottom = Math.min(raster.height, grown.bottom + 3);
  return grown;
}

/** Bars hide an axis behind their feet, and its rule ends too early: how far feet go on along it. */
function lastFoot(raster: Raster, box: Box, filled: (x: number, y: number) => boolean): number {
  for (let x = raster.width - 5; x > box.right; x--) {
    const isFoot = [3, 4, 5, 6].every(
      (up) => filled(x, box.bottom - up - 3) && filled(x - 2, box.bottom - up - 3),
    );
    if (isFoot) return x + 4;
  }
  return box.right;
}

function boxOfRules(allRows: Rule[], allColumns: Rule[]): Box | null {
  const rows = alike(allRows);
  const columns = alike(allColumns);
  if (rows.length >= 1 && columns.length >= 1) {
    const main = commonExtent(rows);
    const side = commonExtent(columns);
    const xs = columns.map((c) => c.at);
    const ys = rows.map((r) => r.at);
    const [tickX, tickY] = [main, side].map(({ from, to }) => Math.max(longestTick, 0.025 * (to - from)));
    return {
      left: Math.round(axisOrEnd(Math.min(...xs), main.from, -1, tickX)),
      right: Math.round(axisOrEnd(Math.max(...xs), main.to, 1, tickX)),
      top: Math.round(axisOrEnd(Math.min(...ys), side.from, -1, tickY)),
      bottom: Math.round(axisOrEnd(Math.max(...ys), side.to, 1, tickY)),
    };
  }
  if (rows.length >= 2) {
    const { from, to } = commonExtent(rows);
    return {
      left: from,
      right: to,
      top: Math.round(rows[0]?.at ?? 0),
      bottom: Math.round(rows.at(-1)?.at ?? 0),
    };
  }
  if (columns.length >= 2) {
    const { from, to } = commonExtent(columns);
    return {
      left: Math.round(columns[0]?.at ?? 0),
      right: Math.round(columns.at(-1)?.at ?? 0),
      top: from,
      bottom: to,
    };
  }
  return null;
}

/** Tick marks and the letters beside them prolong the rules that they continue: just beyond an axis an end says nothing. */
function axisOrEnd(axis: number, end: number, outwards: -1 | 1, longest = longestTick): number {
  const beyond = (end - axis) * outwards;
  return beyond <= 0 || beyond <= longest ? axis : end;
}

const longestTick = 8;

/** Rules about as long as the longest: frames of legends and edges of bars drop out. */
function alike(rules: Rule[]): Rule[] {
  const longest = Math.max(0, ...rules.map((r) => r.to - r.from));
  return rules.filter((r) => r.to - r.from > 0.75 * longest);
}

/** The ends most rules share; where letters prolong one rule, the others outvote it. */
function commonExtent(rules: Rule[]): { from: number; to: number } {
  return {
    from: commonest(
      rules.map((r) => r.from),
      Math.min,
    ),
    to: commonest(
      rules.map((r) => r.to),
      Math.max,
    ),
  };
}

function commonest(ends: number[], outer: (...ends: number[]) => number): number {
  const votes = ends.map((end) => ends.filter((other) => Math.abs(other - end) <= 3).length);
  const most = Math.max(...votes);
  return outer(...ends.filter((_, i) => votes[i] === most));
}

function withRules(box: Box, background: Rgb, rows: Rule[], columns: Rule[], framed: boolean): PlotArea {
  const slack = 4;
  return {
    box,
    background,
    framed,
    rows: rows.filter(
      (r) =>
        r.at >= box.top - slack &&
        r.at <= box.bottom + slack &&
        r.from >= box.left - 12 &&
        r.to <= box.right + 12,
    ),
    columns: columns.filter(
      (c) =>
        c.at >= box.left - slack &&
        c.at <= box.right + slack &&
        c.from >= box.top - 12 &&
        c.to <= box.bottom + 12,
    ),
  };
}
