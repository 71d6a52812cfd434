import type { Table } from '@snaprun/core/spec';
import { type Difference, keyOf } from './compare-series.ts';
import { numberIn } from './number-in.ts';

export interface ComparedTables {
  count: number;
  agreeing: number;
  /** Cells with numbers; a text that differs only does not agree. */
  differences: Difference[];
}

/** Compares a read table with a produced one, cell by cell, header included; both start at their header. */
export function compareTables(source: Table, produced: readonly (readonly string[])[]): ComparedTables {
  const rows = [...(source.header.length > 0 ? [source.header] : []), ...source.rows];
  // A program may write an index before the first column, or a header that the picture does not have.
  const best = [0, 1].flatMap((row) =>
    [0, 1].map((column) => compareShifted(source, rows, produced, row, column)),
  );
  return best.reduce((a, b) => (b.agreeing > a.agreeing ? b : a));
}

function compareShifted(
  source: Table,
  rows: readonly (readonly string[])[],
  produced: readonly (readonly string[])[],
  down: number,
  right: number,
): ComparedTables {
  const result: ComparedTables = { count: 0, agreeing: 0, differences: [] };
  for (const [r, row] of rows.entries()) {
    for (const [c, cell] of row.entries()) {
      result.count += 1;
      const other = produced[r + down]?.[c + right] ?? '';
      if (keyOf(cell) === keyOf(other)) {
        result.agreeing += 1;
        continue;
      }
      const value = numberIn(cell);
      if (value !== null) {
        const series = source.header[c] ?? `column ${c + 1}`;
        result.differences.push({ series, x: row[0] ?? r, source: value, produced: numberIn(other) });
      }
    }
  }
  return result;
}
