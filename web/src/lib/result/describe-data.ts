import { formatNumber } from '../i18n/numbers.ts';
import { text } from '../i18n/text.ts';
import { isNumeric, type Table } from './csv-table.ts';

/** Longer alternative texts are read to the end by nobody. */
const mostColumns = 4;

/** What a figure shows, told from the numbers it was drawn from: its rows and the range of each column. */
export function describeData(table: Table): string {
  const words = text.job.data;
  const columns = table.header.flatMap((name, column) => {
    if (!isNumeric(table, column)) return [];
    const values = table.rows.flatMap((row) =>
      row[column]?.trim() ? [{ row, value: Number(row[column]) }] : [],
    );
    const sorted = values.sort((one, other) => one.value - other.value);
    const [low, high] = [sorted[0], sorted.at(-1)];
    if (!low || !high) return [];
    const at = (end: typeof low) => (column > 0 && end.row[0] ? ` (${end.row[0]})` : '');
    return [words.range(name, `${short(low.value)}${at(low)}`, `${short(high.value)}${at(high)}`)];
  });
  return [words.rows(table.rows.length), ...columns.slice(0, mostColumns)].join('; ');
}

function short(value: number): string {
  return formatNumber(value, { maximumSignificantDigits: 4 });
}
