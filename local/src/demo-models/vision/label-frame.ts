import { type Box, chroma, type Raster, type Rgb } from './pixels.ts';
import { findTextLines, type TextLine } from './text-lines.ts';

const fewest = 3;
/** Spread of the distances of labels that stand evenly, relative to their mean. */
const mostSpread = 0.12;
/** Of a picture's width, where the labels of a vertical axis end at the latest. */
const leftPart = 0.4;

/**
 * The plot of a chart without frame, axes and grid, by its labels alone: a column of them that end at one edge, and a row
 * below it, both evenly spaced. Null when there is no such pair.
 */
export function labelFrame(raster: Raster, page: Rgb): Box | null {
  const region = { left: 0, top: 0, right: raster.width, bottom: raster.height };
  const lines = findTextLines(raster, {
    ...{ region, background: page, gap: 0.9 },
    accept: (pixel) => chroma(pixel) < 70,
  });
  const column = longest(
    lines.filter(({ right }) => right < leftPart * raster.width),
    (line) => line.right,
    (line) => (line.top + line.bottom) / 2,
  );
  if (column === null) return null;
  const lowest = Math.max(...column.map(({ bottom }) => bottom));
  const size = middle(column.map((line) => line.size));
  const edge = middle(column.map(({ right }) => right));
  const row = longest(
    lines.filter((line) => line.top > lowest - 0.6 * size && line.right > edge && !column.includes(line)),
    (line) => line.top,
    (line) => (line.left + line.right) / 2,
  );
  if (row === null) return null;
  const centers = row.map((line) => (line.left + line.right) / 2);
  const step = (Math.max(...centers) - Math.min(...centers)) / (row.length - 1);
  const heights = column.map((line) => (line.top + line.bottom) / 2);
  const box = {
    left: Math.ceil(edge + 0.4 * size),
    right: Math.min(raster.width, Math.ceil(Math.max(...centers) + step / 2)),
    top: Math.max(0, Math.floor(Math.min(...heights))),
    bottom: Math.floor(Math.min(...row.map(({ top }) => top)) - 2),
  };
  const isLarge = box.right - box.left > 0.4 * raster.width && box.bottom - box.top > 0.3 * raster.height;
  return isLarge ? box : null;
}

/** The most lines that share an edge and stand evenly along the other direction; null when they are fewer than three. */
function longest(
  lines: readonly TextLine[],
  edge: (line: TextLine) => number,
  along: (line: TextLine) => number,
): TextLine[] | null {
  let best: TextLine[] = [];
  for (const line of lines) {
    const same = lines
      .filter((other) => Math.abs(edge(other) - edge(line)) <= Math.max(3, 0.25 * line.size))
      .sort((a, b) => along(a) - along(b));
    if (same.length > best.length && spread(same.map(along)) < mostSpread) best = same;
  }
  return best.length >= fewest ? best : null;
}

function spread(places: readonly number[]): number {
  const steps = places.slice(1).map((at, i) => at - (places[i] ?? 0));
  if (steps.length < fewest - 1) return Number.POSITIVE_INFINITY;
  const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length;
  return Math.sqrt(steps.reduce((sum, step) => sum + (step - mean) ** 2, 0) / steps.length) / mean;
}

function middle(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
