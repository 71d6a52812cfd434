import type { Panel } from '@snaprun/core/spec';
import { commonColors, gridPoints } from './backdrop.ts';
import { cleanText } from './mend-labels.ts';
import type { Ocr } from './ocr.ts';
import { type Box, boxHeight, boxWidth, type Raster, type Rgb, unionBox } from './pixels.ts';
import { alikeRules } from './row-rules.ts';
import { findRules, type Rule } from './rules.ts';
import { emptyPanel, round } from './spec-parts.ts';
import { consistencyOf, isHeader, mendColumns, mergeHeader } from './table-texts.ts';
import type { TextGrid } from './text-grid.ts';
import { findTextLines, type TextLine } from './text-lines.ts';
import { readText } from './ticks.ts';

/** The lines of a ruled table, as the edges of its rows and columns in pixels. */
export interface TableGrid {
  rows: Rule[];
  columns: Rule[];
}

const mostCells = 400;

/** Finds a grid of rules whose cells hold text; a chart's grid has none in its cells. */
export function findTableGrid(raster: Raster, page: Rgb): TableGrid | null {
  const rows = alikeRules(findRules(raster, 'horizontal', raster.width * 0.3));
  const columns = alikeRules(findRules(raster, 'vertical', Math.max(24, raster.height * 0.12)));
  if (rows.length < 3 || columns.length < 2) return null;
  const top = rows[0]?.at ?? 0;
  const bottom = rows.at(-1)?.at ?? 0;
  // Where letters touch a rule or the picture is askew, a column's line is seen from a little below its beginning.
  const slack = Math.max(8, (0.3 * (bottom - top)) / (rows.length - 1));
  const inner = columns.filter((c) => c.from < top + slack && c.to > bottom - slack);
  if (inner.length < 2 || (rows.length - 1) * (inner.length - 1) < 2) return null;
  const grid = { rows, columns: inner };
  if (labelsBeside(raster, page, grid) >= 2) return null;
  let written = 0;
  const cells = cellBoxes(grid).flat().slice(0, mostCells);
  for (const cell of cells) if (textIn(raster, cell, page)) written++;
  return written >= cells.length * 0.55 ? grid : null;
}

/** A chart has its numbers or names left of its grid; a table has nothing there. */
function labelsBeside(raster: Raster, page: Rgb, { rows, columns }: TableGrid): number {
  const region = {
    left: 0,
    right: Math.max(1, Math.floor((columns[0]?.at ?? 0) - 3)),
    top: Math.max(0, Math.floor((rows[0]?.at ?? 0) - 8)),
    bottom: Math.min(raster.height, Math.ceil((rows.at(-1)?.at ?? 0) + 8)),
  };
  return findTextLines(raster, { region, background: page, gap: 1 }).filter((l) => l.size >= 6).length;
}

/** Reads a ruled table cell by cell. */
export async function readTable(raster: Raster, page: Rgb, grid: TableGrid, ocr: Ocr): Promise<Panel> {
  const boxes = cellBoxes(grid);
  const texts = boxes.map((row) => row.map((cell) => textIn(raster, cell, page)));
  const above = findTextLines(raster, {
    region: {
      left: 0,
      top: 0,
      right: raster.width,
      bottom: Math.max(1, Math.floor((grid.rows[0]?.at ?? 1) - 2)),
    },
    background: page,
    gap: 1,
  });
  return readCells(raster, above, texts, ocr);
}

/** Reads a table whose texts were found to stand in rows and columns. */
export function readTextGrid(raster: Raster, grid: TextGrid, ocr: Ocr): Promise<Panel> {
  return readCells(raster, grid.above, grid.rows, ocr, grid.spans);
}

async function readCells(
  raster: Raster,
  above: TextLine[],
  texts: (TextLine | null)[][],
  ocr: Ocr,
  spans?: [number, number][][],
): Promise<Panel> {
  const confidences: number[] = [];
  const rows: string[][] = [];
  let left = mostCells;
  for (const line of texts.slice(0, 200)) {
    const row: string[] = [];
    for (const text of line.slice(0, 40)) {
      if (!text || left-- <= 0) {
        row.push('');
        continue;
      }
      const read = await readText(raster, text, ocr);
      confidences.push(read.confidence);
      row.push(cleanText(read.text, 300));
    }
    rows.push(row);
  }
  const titles: string[] = [];
  for (const line of above.slice(0, 6)) {
    const read = await readText(raster, line, ocr);
    if (read.confidence > 0.4) titles.push(cleanText(read.text, 300));
  }
  const title =
    titles
      .filter((t) => t !== '')
      .join(' ')
      .slice(0, 300) || null;
  const flat = spans ? mergeHeader(rows, spans) : rows;
  mendColumns(flat);
  const [header = [], ...body] = flat;
  const sizes = texts
    .flat()
    .flatMap((text) => text?.size ?? [])
    .sort((a, b) => a - b);
  const legible = legibility(sizes[sizes.length >> 1] ?? 0);
  const confidence = round(confidenceOf(confidences) * consistencyOf(body) ** 2 * legible);
  const table = isHeader(header, body)
    ? { header, rows: body, confidence }
    : { header: [], rows: flat, confidence };
  return { ...emptyPanel('table', confidence), title, table };
}

/** Of letters so high, in pixels: below about a dozen points and signs are lost and the reader does not notice. */
function legibility(size: number): number {
  return Math.min(1, 0.7 + 0.05 * Math.max(0, size - 6));
}

/** As sure as the cells are read in the mean, and less for every one that hardly can be. */
function confidenceOf(cells: number[]): number {
  if (cells.length === 0) return 0;
  const mean = cells.reduce((sum, c) => sum + c, 0) / cells.length;
  const doubtful = cells.filter((c) => c < 0.6).length / cells.length;
  return Math.min(0.97, mean) * (1 - doubtful);
}

function cellBoxes({ rows, columns }: TableGrid): Box[][] {
  const between = (rules: Rule[]) =>
    rules.slice(1).map((rule, i) => {
      const before = rules[i];
      return [
        Math.ceil((before?.at ?? 0) + (before?.thickness ?? 1) / 2 + 1),
        Math.floor(rule.at - rule.thickness / 2 - 1),
      ] as const;
    });
  return between(rows).map(([top, bottom]) =>
    between(columns).map(([left, right]) => ({
      left,
      right: Math.max(left + 1, right),
      top,
      bottom: Math.max(top + 1, bottom),
    })),
  );
}

/** The text in a cell, several lines taken together. */
function textIn(raster: Raster, cell: Box, page: Rgb) {
  if (boxWidth(cell) < 5 || boxHeight(cell) < 6) return null;
  const background = commonColors(raster, gridPoints(cell, 1), 1)[0]?.color ?? page;
  const lines = findTextLines(raster, { region: cell, background, gap: 3 });
  const first = lines[0];
  if (!first) return null;
  const whole = { ...first };
  for (const line of lines.slice(1))
    Object.assign(whole, unionBox(whole, line), { parts: whole.parts + line.parts });
  return whole;
}
