import { connectedComponents } from './components.ts';
import { inkMask } from './ink.ts';
import { type Box, boxHeight, boxWidth, type Raster, type Rgb, unionBox } from './pixels.ts';
import { groupIntoLines, type TextLine } from './text-lines.ts';

/** Texts that stand in rows and columns, whether or not rules are drawn between them. */
export interface TextGrid {
  /** Texts above the grid that stand alone: a title. */
  above: TextLine[];
  /** Rows from the top, each with a place for every column; null where nothing stands. */
  rows: (TextLine | null)[][];
  /** Columns that a text of the first row stands over, as [first, last]; more than one for a merged header. */
  spans: [number, number][][];
}

/** Widest gap between words of one cell, in letter heights. */
const wordGap = 0.95;
const fewestCells = 6;
const mostAbove = 6;
/** Of the height of all that is drawn, what the rows take at least. */
const leastShare = 0.5;

/**
 * Finds a table by its texts alone: rows by their heights, columns by the gaps that no row but the header crosses.
 *
 * Null when the texts of the picture do not stand so, or when much else is drawn: then it is a chart.
 */
export function findTextGrid(raster: Raster, page: Rgb): TextGrid | null {
  const { lines, isBusy, inked } = findTexts(raster, page);
  if (isBusy) return null;
  const rows = intoRows(lines);
  const first = rows.findIndex((row, r) => row.length > 1 && !isTitle(row, rows.slice(r + 1)));
  if (first === -1) return null;
  const body = rows.slice(first);
  const columns = findColumns(body);
  const width = columns.length;
  if (width < 2 || body.length < 2 || rows.slice(0, first).flat().length > mostAbove) return null;
  const top = Math.min(...body.flat().map((line) => line.top));
  const bottom = Math.max(...body.flat().map((line) => line.bottom));
  // Under a chart its labels and legend may stand in rows too.
  if (bottom - top < leastShare * (inked.bottom - inked.top)) return null;
  const placed = body.map((row) => place(row, columns));
  const filled = placed.flatMap((row) => row.cells).filter((cell) => cell !== null).length;
  const alone = body.filter((row) => row.length === 1).length;
  if (filled < fewestCells || filled < 0.55 * width * body.length || alone > 0.4 * body.length) return null;
  if (placed.some((row, r) => r > 1 && row.lost > 0)) return null;
  return {
    above: rows.slice(0, first).flat(),
    rows: placed.map((row) => row.cells),
    spans: placed.map((row) => row.spans),
  };
}

/** Texts of a picture, and whether so much else is drawn in it that it can be no table. */
function findTexts(raster: Raster, page: Rgb): { lines: TextLine[]; isBusy: boolean; inked: Box } {
  const { components } = connectedComponents(inkMask(raster, page));
  const inked = components
    .filter((part) => part.area >= 8)
    .reduce<Box>(unionBox, { left: raster.width, top: raster.height, right: 0, bottom: 0 });
  const letters = components.filter((part) => {
    const [w, h] = [boxWidth(part), boxHeight(part)];
    const isRule = w > 12 * Math.max(h, 2) || (h > 14 && h > 12 * w);
    return h <= 64 && w <= 160 && !isRule && !(part.area < 0.14 * w * h && w * h > 700);
  });
  const lines = groupIntoLines(letters, wordGap).filter((line) => boxHeight(line) <= 90);
  const sizes = lines.map((line) => line.size).sort((a, b) => a - b);
  const usual = sizes[sizes.length >> 1] ?? 0;
  const readable = lines.filter((line) => line.size > 0.45 * usual && line.size < 2.2 * usual);
  const isBusy = readable.length < fewestCells || readable.length < 0.7 * lines.length;
  return { lines: readable, isBusy, inked };
}

/** Words larger than what stands below them, and fewer. */
function isTitle(row: TextLine[], below: TextLine[][]): boolean {
  const next = below[0] ?? [];
  const sizes = below
    .flat()
    .map((line) => line.size)
    .sort((a, b) => a - b);
  const usual = sizes[sizes.length >> 1] ?? 0;
  return row.length < next.length && row.every((line) => line.size > 1.18 * usual);
}

/** Rows, each from left to right; a text belongs to the row whose nearest text stands at its height. */
function intoRows(lines: TextLine[]): TextLine[][] {
  const rows: TextLine[][] = [];
  for (const line of [...lines].sort((a, b) => a.left - b.left)) {
    const height = boxHeight(line);
    const near = rows
      .map((row) => ({ row, last: row.at(-1) ?? line }))
      .map(({ row, last }) => ({
        row,
        shared: Math.min(last.bottom, line.bottom) - Math.max(last.top, line.top),
        least: Math.min(boxHeight(last), height),
      }))
      .filter(({ shared, least }) => shared > 0.4 * least)
      .sort((a, b) => b.shared - a.shared)[0];
    if (near) near.row.push(line);
    else rows.push([line]);
  }
  return rows.sort((a, b) => middleOf(a) - middleOf(b));
}

function middleOf(row: TextLine[]): number {
  return row.reduce((sum, line) => sum + line.top + line.bottom, 0) / (2 * Math.max(1, row.length));
}

interface Span {
  from: number;
  to: number;
}

/** Columns by the rows below the header: texts of one column stand over each other. */
function findColumns(rows: TextLine[][]): Span[] {
  // A header that is merged, or stands elsewhere over right-aligned numbers, would blur them.
  const body = rows.slice(1).filter((row) => row.length > 1);
  const most = Math.max(0, ...body.map((row) => row.length));
  const columns: Span[] = [];
  for (const row of body.filter((one) => one.length >= most - 1)) {
    for (const { left, right } of row) {
      const hit = columns.filter((c) => Math.min(c.to, right) - Math.max(c.from, left) > 0);
      const [home, ...others] = hit;
      if (!home) columns.push({ from: left, to: right });
      else {
        home.from = Math.min(home.from, left, ...others.map((c) => c.from));
        home.to = Math.max(home.to, right, ...others.map((c) => c.to));
        for (const other of others) columns.splice(columns.indexOf(other), 1);
      }
    }
  }
  return columns.sort((a, b) => a.from - b.from);
}

/** Puts the texts of a row into columns: in order where there is one for each, else where they stand. */
function place(row: TextLine[], columns: Span[]) {
  const cells: (TextLine | null)[] = columns.map(() => null);
  const spans: [number, number][] = columns.map((_, c) => [c, c]);
  let lost = 0;
  row.forEach((line, i) => {
    const over = columns.map((c) => Math.min(c.to, line.right) - Math.max(c.from, line.left));
    const distances = over.map((shared) => -shared);
    const at = row.length === columns.length ? i : distances.indexOf(Math.min(...distances));
    if (cells[at] !== null) {
      lost++;
      return;
    }
    cells[at] = line;
    const covered = over.flatMap((shared, c) => (shared > 0 ? [c] : []));
    if (row.length !== columns.length && covered.length > 1)
      spans[at] = [covered[0] ?? at, covered.at(-1) ?? at];
  });
  return { cells, spans, lost };
}
