import {
  type Box,
  boxHeight,
  boxWidth,
  chroma,
  cropRaster,
  distance,
  pixelAt,
  type Raster,
  type Rgb,
} from './pixels.ts';
import { findPlotArea } from './plot-area.ts';
import { findRules, type Rule } from './rules.ts';

/** No more panels than a spec holds. */
const mostPanels = 9;
/** Of a plot's ground; what is more colourful is drawn. */
const mostTint = 60;

/**
 * Cuts a picture that holds several framed plots into one box per plot, in reading order; a single box when there is one plot.
 *
 * Plots in a row have vertical frame lines that end where the next row begins, and the other way round; the cut runs through the
 * widest empty strip between them.
 */
export function splitPanels(raster: Raster, page: Rgb): Box[] {
  const whole: Box = { left: 0, top: 0, right: raster.width, bottom: raster.height };
  // Only frames count: grid lines are paler, and bars cut them into pieces.
  const dark = (rule: Rule) => distance(rule.color, page) > 120;
  const rows = findRules(raster, 'horizontal', raster.width * 0.15).filter(dark);
  const columns = findRules(raster, 'vertical', raster.height * 0.15).filter(dark);
  const xs = cuts(bands(rows), (x) => emptyColumn(raster, page, x));
  const ys = cuts(bands(columns), (y) => emptyRow(raster, page, y));
  const boxes: Box[] = [];
  const edges = (inner: number[], end: number) => [0, ...inner, end];
  const across = edges(xs, whole.right);
  const down = edges(ys, whole.bottom);
  for (let r = 0; r + 1 < down.length; r++) {
    for (let c = 0; c + 1 < across.length; c++) {
      boxes.push({
        left: across[c] ?? 0,
        right: across[c + 1] ?? 0,
        top: down[r] ?? 0,
        bottom: down[r + 1] ?? 0,
      });
    }
  }
  const fine =
    boxes.length > 1 &&
    boxes.length <= mostPanels &&
    boxes.every((b) => boxWidth(b) > 120 && boxHeight(b) > 100);
  return fine && boxes.every((b) => isPlot(cropRaster(raster, b), page)) ? boxes : [whole];
}

/** Whether a frame is around a plot; around a bar with an edge it is filled with a colour. */
function isPlot(raster: Raster, page: Rgb): boolean {
  const plot = findPlotArea(raster, page);
  return plot?.framed === true && chroma(plot.background) < mostTint;
}

/** Extents that at least two rules share, such as top and bottom of a frame, when nothing spans several of them. */
function bands(rules: Rule[]): { from: number; to: number }[] {
  const runs = rules.flatMap((r) => r.runs.filter((run) => run.to - run.from > 60));
  const shared: { from: number; to: number }[] = [];
  for (const run of runs) {
    const same = runs.filter((o) => Math.abs(o.from - run.from) <= 3 && Math.abs(o.to - run.to) <= 3).length;
    if (same >= 2 && !shared.some((s) => Math.abs(s.from - run.from) <= 6 && Math.abs(s.to - run.to) <= 6))
      shared.push(run);
  }
  shared.sort((a, b) => a.from - b.from);
  const widest = Math.max(0, ...shared.map((s) => s.to - s.from));
  const alike = shared.filter((s) => s.to - s.from > 0.6 * widest);
  const apart = alike.every((s, i) => i === 0 || s.from - (alike[i - 1]?.to ?? 0) > 12);
  return apart ? alike : [];
}

function cuts(plots: { from: number; to: number }[], empty: (at: number) => boolean): number[] {
  const found: number[] = [];
  for (let i = 1; i < plots.length; i++) {
    const from = plots[i - 1]?.to ?? 0;
    const to = plots[i]?.from ?? 0;
    let best = -1;
    let widest = 0;
    for (let at = from + 1, start = -1; at <= to; at++) {
      if (at < to && empty(at)) {
        if (start < 0) start = at;
        continue;
      }
      if (start >= 0 && at - start > widest) {
        widest = at - start;
        best = Math.floor((start + at) / 2);
      }
      start = -1;
    }
    if (best < 0) return [];
    found.push(best);
  }
  return found;
}

function emptyColumn(raster: Raster, page: Rgb, x: number): boolean {
  for (let y = 0; y < raster.height; y++) if (distance(pixelAt(raster, x, y), page) > 60) return false;
  return true;
}

function emptyRow(raster: Raster, page: Rgb, y: number): boolean {
  for (let x = 0; x < raster.width; x++) if (distance(pixelAt(raster, x, y), page) > 60) return false;
  return true;
}
