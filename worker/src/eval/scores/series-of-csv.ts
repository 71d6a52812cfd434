import { numberOf } from './labels.ts';
import type { ProducedSeries } from './produced.ts';

type Rows = readonly (readonly string[])[];

/** The series that a CSV tells of (header first), by the rules of MATCHING.md; none when it holds no numbers. */
export function seriesOfCsv(rows: Rows): ProducedSeries[] {
  const [header = [], ...body] = rows;
  const columns = header.map((name, i) => ({ name, cells: body.map((row) => row[i] ?? '') }));
  const [first, second, third] = columns;
  if (first === undefined || body.length === 0) return [];
  const bins = binMiddles(columns);
  if (bins !== null) return wide(bins.xs, bins.rest);
  if (second && third && columns.length === 3 && !isNumeric(first) && !isNumeric(second) && isNumeric(third))
    return long(first, second, third);
  if (columns.length === 1)
    return wide(
      body.map((_, i) => i),
      columns,
    );
  return wide(
    first.cells.map((cell) => rangeMiddle(cell) ?? numberOf(cell) ?? cell),
    columns.slice(1),
  );
}

interface Column {
  name: string;
  cells: string[];
}

function wide(xs: readonly (string | number)[], columns: readonly Column[]): ProducedSeries[] {
  return columns.filter(isNumeric).map(({ name, cells }) => ({
    name: name === '' ? null : name,
    points: cells.flatMap((cell, i) => {
      const y = numberOf(cell);
      return y === null ? [] : [{ x: xs[i] ?? i, y, confidence: null }];
    }),
  }));
}

function long(a: Column, b: Column, values: Column): ProducedSeries[] {
  const count = ({ cells }: Column) => new Set(cells).size;
  // The column with fewer different names is the series, the first one where it is a tie.
  const [names, places] = count(a) <= count(b) ? [a, b] : [b, a];
  const series = new Map<string, ProducedSeries>();
  for (const [i, name] of names.cells.entries()) {
    const y = numberOf(values.cells[i]);
    if (y === null) continue;
    const one = series.get(name) ?? { name, points: [] };
    one.points.push({ x: places.cells[i] ?? '', y, confidence: null });
    series.set(name, one);
  }
  return [...series.values()];
}

function isNumeric({ cells }: Column): boolean {
  const given = cells.filter((cell) => cell.trim() !== '');
  return given.length > 0 && given.filter((cell) => numberOf(cell) !== null).length * 2 >= given.length;
}

function binMiddles(columns: readonly Column[]): { xs: number[]; rest: Column[] } | null {
  const [first, second] = columns;
  if (!first || !second || columns.length < 3) return null;
  const isBinned =
    /\b(start|from|left|lower|low)\b/i.test(words(first.name)) &&
    /\b(end|to|right|upper|high)\b/i.test(words(second.name));
  if (!isBinned || !isNumeric(first) || !isNumeric(second)) return null;
  const xs = first.cells.map((cell, i) => ((numberOf(cell) ?? 0) + (numberOf(second.cells[i]) ?? 0)) / 2);
  return { xs, rest: columns.slice(2) };
}

function words(name: string): string {
  return name.replaceAll('_', ' ');
}

/** The middle of "0-10", "0–10" or "[0, 10)"; null for anything else, dates too. */
function rangeMiddle(cell: string): number | null {
  const match = /^[[(]?\s*(-?[\d.]+)\s*(?:[–,]|to|-)\s*(-?[\d.]+)\s*[\])]?$/.exec(cell.trim());
  if (match === null || /^\d{4}-\d{1,2}$/.test(cell.trim()) || /^\d{1,3},\d{3}$/.test(cell.trim()))
    return null;
  const [low, high] = [Number(match[1]), Number(match[2])];
  return low < high ? (low + high) / 2 : null;
}
