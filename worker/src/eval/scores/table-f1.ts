import { f1Of } from './data-f1.ts';
import { normalised, numberOf } from './labels.ts';

type Grid = readonly (readonly string[])[];

/** Cell F1 of two grids whose rows and columns are aligned in order; the header is the first row. */
export function tableF1(truth: Grid, produced: Grid): { precision: number; recall: number; f1: number } {
  const columns = alignColumns(truth, produced);
  const equal = (row: readonly string[], other: readonly string[]) =>
    columns.filter(([i, j]) => isSameCell(row[i] ?? '', other[j] ?? '')).length;
  const rows = align(truth.length, produced.length, (i, j) => equal(truth[i] ?? [], produced[j] ?? []));
  const matched = rows.reduce((sum, [i, j]) => sum + equal(truth[i] ?? [], produced[j] ?? []), 0);
  return f1Of(matched, filled(truth), matched, filled(produced));
}

/** Columns by how many of their cells are equal wherever they stand, so that a row more or less does no harm. */
function alignColumns(truth: Grid, produced: Grid): [number, number][] {
  const width = (grid: Grid) => Math.max(0, ...grid.map((row) => row.length));
  const common = (i: number, j: number) => {
    const left = produced.map((row) => row[j] ?? '');
    return truth.filter((row) => {
      const at = left.findIndex((cell) => isSameCell(row[i] ?? '', cell));
      if (at !== -1) left.splice(at, 1);
      return at !== -1;
    }).length;
  };
  return align(width(truth), width(produced), common);
}

/** Pairs in order with the largest sum of gains (Needleman and Wunsch, 1970, with no penalty for gaps). */
function align(rows: number, columns: number, gain: (i: number, j: number) => number): [number, number][] {
  const best = Array.from({ length: rows + 1 }, () => new Array<number>(columns + 1).fill(0));
  const at = (i: number, j: number) => best[i]?.[j] ?? 0;
  const gains = Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => gain(i, j)));
  const gained = (i: number, j: number) => gains[i]?.[j] ?? 0;
  for (let i = rows - 1; i >= 0; i -= 1)
    for (let j = columns - 1; j >= 0; j -= 1) {
      const row = best[i];
      if (row) row[j] = Math.max(at(i + 1, j), at(i, j + 1), at(i + 1, j + 1) + gained(i, j));
    }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < rows && j < columns; ) {
    if (gained(i, j) > 0 && at(i, j) === at(i + 1, j + 1) + gained(i, j)) pairs.push([i++, j++]);
    else if (at(i, j) === at(i + 1, j)) i += 1;
    else j += 1;
  }
  return pairs;
}

function isSameCell(a: string, b: string): boolean {
  if (a.trim() === '' || b.trim() === '') return false;
  const [left, right] = [numberOf(a), numberOf(b)];
  return left !== null && right !== null ? left === right : normalised(a) === normalised(b);
}

function filled(grid: Grid): number {
  return grid.flat().filter((cell) => cell.trim() !== '').length;
}
