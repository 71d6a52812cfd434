import { csvParseRows } from 'd3-dsv';

export interface Table {
  header: string[];
  rows: string[][];
}

export interface Sorting {
  column: number;
  descending: boolean;
}

/** The table of a CSV file; a byte order mark is no part of its first name. */
export function readTable(csv: string): Table {
  const [header = [], ...rows] = csvParseRows(csv.replace(/^\uFEFF/, ''));
  return { header, rows };
}

export function isNumber(cell: string): boolean {
  return cell.trim() !== '' && Number.isFinite(Number(cell));
}

/** True for a column of which every cell that is not empty is a number. */
export function isNumeric({ rows }: Table, column: number): boolean {
  const cells = rows.map((row) => row[column] ?? '').filter((cell) => cell.trim() !== '');
  return cells.length > 0 && cells.every(isNumber);
}

/** The rows' numbers in another order: numbers by value, words by the alphabet, empty cells last. */
export function sortedRows(table: Table, sorting: Sorting | null): number[] {
  const order = table.rows.map((_, i) => i);
  if (sorting === null) return order;
  const { column, descending } = sorting;
  const numeric = isNumeric(table, column);
  const words = new Intl.Collator(undefined, { numeric: true });
  const cell = (row: number) => table.rows[row]?.[column] ?? '';
  return order.sort((one, other) => {
    const [a, b] = [cell(one), cell(other)];
    if (a.trim() === '' || b.trim() === '') return Number(a.trim() === '') - Number(b.trim() === '');
    const by = numeric ? Number(a) - Number(b) : words.compare(a, b);
    return descending ? -by : by;
  });
}

/** As a spreadsheet takes it from the clipboard. */
export function tabSeparated({ header, rows }: Table): string {
  return [header, ...rows]
    .map((row) => row.map((cell) => cell.replace(/[\t\n\r]/g, ' ')).join('\t'))
    .join('\n');
}
