import { mendSiblings } from './mend-labels.ts';
import { parseNumber } from './numbers.ts';

/** A cell that reads as a number, with its sign, percent or currency. */
function isNumber(text: string): boolean {
  return parseNumber(text.replace(/^\+/, '')) !== null;
}

/** In a column of numbers a letter that looks like a digit is one; headers are mended among themselves. */
export function mendColumns(rows: string[][]): void {
  const header = (rows[0] ?? []).map((text) => ({ text }));
  mendSiblings(header);
  const first = rows[0];
  header.forEach(({ text }, i) => {
    if (first) first[i] = text;
  });
  for (let c = 0; c < (first?.length ?? 0); c++) {
    const column = rows.slice(1);
    const cells = column.map((row) => row[c] ?? '').filter((text) => text !== '');
    const numeric = cells.filter(isNumber).length;
    if (mendDates(column, c)) continue;
    if (numeric * 2 < cells.length) mendNames(column, c);
    else {
      for (const row of column) {
        const text = row[c] ?? '';
        if (!isNumber(text)) row[c] = asNumber(text) ?? text;
      }
      mendForm(column, c);
    }
  }
}

function asNumber(text: string): string | null {
  const mended = text
    .replace(/^[-—–~]+(?=\d)/, '-')
    .replace(/^[tf](?=\d)/, '+')
    .replace(/[lI|i]/g, '1')
    .replace(/[OoQ]/g, '0')
    .replace(/S/g, '5')
    .replace(/B/g, '8')
    .replace(/Z/g, '2')
    .replace(/\s/g, '');
  return isNumber(mended) ? mended : null;
}

/** What nearly all numbers of a column share, a point before the last digits or a sign of percent, the others lost in reading. */
function mendForm(column: string[][], c: number): void {
  const cells = column.map((row) => row[c] ?? '').filter((text) => text !== '');
  const most = (count: number) => count >= 3 && count >= 0.6 * cells.length;
  const decimals = new Map<number, number>();
  for (const text of cells) {
    const after = /\.(\d+)%?$/.exec(text)?.[1]?.length ?? 0;
    decimals.set(after, (decimals.get(after) ?? 0) + 1);
  }
  const [usual = 0, times = 0] = [...decimals].sort((a, b) => b[1] - a[1])[0] ?? [];
  const isPercent = most(cells.filter((text) => text.endsWith('%')).length);
  const isSigned = most(cells.filter((text) => /^[+-]/.test(text)).length);
  // Where one number has its thousands behind a comma, a point or a space before three digits is one too.
  const isGrouped = cells.some((text) => /^[+-]?\d{1,3}(,\d{3})+$/.test(text));
  for (const row of column) {
    let text = row[c] ?? '';
    if (text === '') continue;
    if (isGrouped) text = text.replace(/^([+-]?\d{1,3})[. ](?=\d{3}$)/, '$1,');
    // 38.0% reads as 38.0%, 38.0, 38.0° or 380%.
    if (isPercent) text = text.replace(/[^\d.,+-]*$/, '%');
    if (usual > 0 && most(times) && /^[+-]?\d+%?$/.test(text) && text.replace(/\D/g, '').length > usual)
      text = text.replace(new RegExp(`(\\d{${usual}})(%?)$`), '.$1$2');
    // A plus is read as a 4, never as a minus: what has no sign had one that was lost.
    if (isSigned && usual > 0 && /^4\d\.\d+$/.test(text)) text = `+${text.slice(1)}`;
    row[c] = text;
  }
}

const isoDate = /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/** Where dates as 2024-03-21 stand, what lost its strokes or has others is one, too. True where most of a column are dates. */
function mendDates(column: string[][], c: number): boolean {
  const cells = column.map((row) => row[c] ?? '').filter((text) => text !== '');
  const dates = cells.map(asDate);
  const isColumn =
    cells.some((text) => isoDate.test(text)) && dates.filter(Boolean).length * 2 > cells.length;
  if (isColumn) for (const row of column) row[c] = asDate(row[c] ?? '') ?? row[c] ?? '';
  return isColumn;
}

function asDate(text: string): string | null {
  const digits = text.replace(/[-–—.,_ ]/g, '');
  const mended = digits.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3');
  return isoDate.test(mended) ? mended : null;
}

/** Letters alone in a column of letters are capitals: grades. */
function mendNames(column: string[][], c: number): void {
  const cells = column.map((row) => ({ text: row[c] ?? '' }));
  const short = cells.filter(({ text }) => text.length > 0 && text.length <= 2).length;
  if (short * 2 <= cells.length) return;
  mendSiblings(cells);
  cells.forEach(({ text }, r) => {
    const row = column[r];
    if (row) row[c] = /^[0Q]$/.test(text) ? 'D' : text === '8' ? 'B' : text;
  });
}

/**
 * One header row of a header in two: a text that stands over several columns goes before the name of each.
 * `spans` tells for each row and column the first and last column that its text stands over.
 */
export function mergeHeader(rows: string[][], spans: [number, number][][]): string[][] {
  const [top = [], below = [], ...rest] = rows;
  const isMerged = top.some(
    (text, c) => text !== '' && (spans[0]?.[c]?.[1] ?? c) > (spans[0]?.[c]?.[0] ?? c),
  );
  if (!isMerged || rest.length === 0 || below.filter(isNumber).length * 2 > below.length) return rows;
  const over = top.map((text) => text);
  top.forEach((text, c) => {
    const [from, to] = spans[0]?.[c] ?? [c, c];
    for (let at = from; at <= to; at++) if (at !== c && top[at] === '') over[at] = text;
  });
  return [below.map((text, c) => [over[c] ?? '', text].filter((part) => part !== '').join(' ')), ...rest];
}

/** Whether a row names columns: a number over numbers is none, a year may be. */
export function isHeader(row: string[], body: string[][]): boolean {
  if (body.length === 0) return true;
  const counted = row.filter((text, c) => {
    const isYear = /^(19|20)\d\d$/.test(text);
    return isNumber(text) && !isYear && body.every((other) => isNumber(other[c] ?? '') || other[c] === '');
  });
  return counted.length === 0;
}

/**
 * How alike the numbers of each column are written, 0 to 1: digits after the point, percent, signs where one is a plus.
 * Where OCR loses points and signs it seldom loses all.
 */
export function consistencyOf(body: string[][]): number {
  let alike = 0;
  let all = 0;
  for (let c = 0; c < (body[0]?.length ?? 0); c++) {
    const cells = body.map((row) => row[c] ?? '').filter((text) => text !== '');
    if (cells.length < 3 || cells.filter(isNumber).length * 2 < cells.length) continue;
    const isSigned = cells.some((text) => text.startsWith('+'));
    const forms = new Map<string, number>();
    for (const text of cells) {
      const form = isNumber(text) ? formOf(text, isSigned) : 'none';
      forms.set(form, (forms.get(form) ?? 0) + 1);
    }
    alike += Math.max(...forms.values());
    all += cells.length;
  }
  return all === 0 ? 1 : alike / all;
}

function formOf(text: string, isSigned: boolean): string {
  const after = /\.(\d+)\D*$/.exec(text)?.[1]?.length ?? 0;
  return `${isSigned && /^[+-]/.test(text) ? 'signed' : ''}${after}${/[^\d.,+-]/.exec(text)?.[0] ?? ''}`;
}
