import writeExcelFile from 'write-excel-file/universal';
import { isNumber, isNumeric, type Table } from './csv-table.ts';

/** What a spreadsheet would take for a formula stays words: cells are written as text or numbers, never as formulas. */
export function xlsxOf(table: Table): Promise<Blob> {
  const numeric = table.header.map((_, column) => isNumeric(table, column));
  const header = table.header.map((value) => ({ value, fontWeight: 'bold' as const }));
  const rows = table.rows.map((row) =>
    row.map((cell, column) => (numeric[column] && isNumber(cell) ? Number(cell) : cell === '' ? null : cell)),
  );
  return writeExcelFile([header, ...rows], { sheet: 'data', stickyRowsCount: 1 }).toBlob();
}
