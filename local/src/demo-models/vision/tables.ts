import type { Panel } from '@snaprun/core/spec';
import { commonColors, gridPoints } from './backdrop.ts';
import { cleanText, mendSiblings } from './mend-labels.ts';
import { parseNumber } from './numbers.ts';
import type { Ocr } from './ocr.ts';
import { type Box, boxHeight, boxWidth, type Raster, type Rgb, unionBox } from './pixels.ts';
import { findRules, type Rule } from './rules.ts';
import { emptyPanel, round } from './spec-parts.ts';
import { findTextLines } from './text-lines.ts';
import { readText } from './ticks.ts';

/** The lines of a ruled table, as the edges of its rows and columns in pixels. */
export interface TableGrid {
  rows: Rule[];
  columns: Rule[];
}

const mostCells = 400;

/** Finds a grid of rules whose cells hold text; a chart's grid has none in its cells. */
export function findTableGrid(raster: Raster, page: Rgb): TableGrid | null {
  const rows = alike(findRules(raster, 'horizontal', raster.width * 0.3));
  const columns = alike(findRules(raster, 'vertical', Math.max(24, raster.height * 0.12)));
  if (rows.length < 3 || columns.length < 2) return null;
  const top = rows[0]?.at ?? 0;
  const bottom = rows.at(-1)?.at ?? 0;
  const inner = columns.filter((c) => c.from < top + 8 && c.to > bottom - 8);
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

export async function readTable(raster: Raster, page: Rgb, grid: TableGrid, ocr: Ocr): Promise<Panel> {
  const confidences: number[] = [];
  const rows: string[][] = [];
  let left = mostCells;
  for (const boxes of cellBoxes(grid).slice(0, 200)) {
    const row: string[] = [];
    for (const cell of boxes.slice(0, 40)) {
      const text = left-- > 0 ? textIn(raster, cell, page) : null;
      if (!text) {
        row.push('');
        continue;
      }
      const read = await readText(raster, text, ocr);
      confidences.push(read.confidence);
      row.push(cleanText(read.text, 300));
    }
    rows.push(row);
  }
  mendColumns(rows);
  const [header = [], ...body] = rows;
  const mean = confidences.reduce((s, c) => s + c, 0) / Math.max(1, confidences.length);
  const confidence = round(Math.min(0.97, mean));
  return { ...emptyPanel('table', confidence), table: { header, rows: body, confidence } };
}

function alike(rules: Rule[]): Rule[] {
  const longest = Math.max(0, ...rules.map((r) => r.to - r.from));
  const main = rules.filter((r) => r.to - r.from > 0.85 * longest && r.thickness <= 8);
  return main.filter((r, i) => i === 0 || r.at - (main[i - 1]?.at ?? 0) > 7);
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

/** In a column of numbers a letter that looks like a digit is one; headers are mended among themselves. */
function mendColumns(rows: string[][]): void {
  const header = (rows[0] ?? []).map((text) => ({ text }));
  mendSiblings(header);
  header.forEach((h, i) => {
    const first = rows[0];
    if (first) first[i] = h.text;
  });
  for (let c = 0; c < (rows[0]?.length ?? 0); c++) {
    const cells = rows.slice(1).map((r) => r[c] ?? '');
    const numeric = cells.filter((t) => parseNumber(t) !== null).length;
    if (numeric * 2 < cells.filter((t) => t !== '').length) continue;
    for (const row of rows.slice(1)) {
      const text = row[c] ?? '';
      if (parseNumber(text) !== null) continue;
      const mended = text
        .replace(/[lI|i]/g, '1')
        .replace(/[OoQ]/g, '0')
        .replace(/S/g, '5')
        .replace(/B/g, '8')
        .replace(/Z/g, '2');
      if (parseNumber(mended) !== null) row[c] = mended;
    }
  }
}
