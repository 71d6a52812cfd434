import type { Panel } from '@snaprun/core/spec';
import { numberIn } from '../judge/number-in.ts';
import { type Oddity, shown } from './oddity.ts';

const totalName = /^(?:grand\s+|sub)?(?:total|sum|summe|gesamt|insgesamt|totale|suma|somme)s?\b/i;
const isSubtotal = /^sub/i;

/** Whether the rows of a table are whole, and its totals and percentages what they say. */
export function checkTable({ table }: Panel): Oddity[] {
  if (table === null) return [];
  const { header, rows } = table;
  return [
    ...checkShape(header, rows),
    ...checkTotalRow(header, rows),
    ...checkTotalColumn(header, rows),
    ...checkPercents(header, rows),
  ];
}

function checkShape(header: readonly string[], rows: readonly (readonly string[])[]): Oddity[] {
  const width = header.length || (rows[0]?.length ?? 0);
  const odd = rows.findIndex((row) => row.length !== width);
  if (odd === -1) return [];
  const message = `Row ${odd + 1} of the table has ${rows[odd]?.length} cells where ${width} are expected`;
  return [{ rule: 'TABLE_SHAPE', message }];
}

/** The last row that is called a total, against the rows above it; subtotals are not counted again. */
function checkTotalRow(header: readonly string[], rows: readonly (readonly string[])[]): Oddity[] {
  const at = rows.findLastIndex((row) => totalName.test(row[0] ?? '') && !isSubtotal.test(row[0] ?? ''));
  const total = rows[at];
  const above = rows.slice(0, Math.max(0, at)).filter((row) => !totalName.test(row[0] ?? ''));
  if (total === undefined || above.length < 2) return [];
  return total.flatMap((cell, column) => {
    if (column === 0 || !addsUp(header[column] ?? '', cell)) return [];
    return contradiction(
      cell,
      above.map((row) => row[column] ?? ''),
      `The total of “${header[column] ?? `column ${column + 1}`}”`,
    );
  });
}

/** A column that is called a total, against the numbers beside it. */
function checkTotalColumn(header: readonly string[], rows: readonly (readonly string[])[]): Oddity[] {
  const at = header.findIndex((name) => totalName.test(name));
  // What is left of a total is its parts only when they all are of one kind: quantity and price are not.
  if (at < 3 || at !== header.length - 1) return [];
  const checked = rows.map((row) =>
    contradiction(row[at] ?? '', row.slice(1, at), `The total of “${row[0] ?? ''}”`),
  );
  const wrong = checked.flat();
  // A column that never adds up is the total of something else.
  return wrong.length * 2 < rows.length ? wrong : [];
}

function checkPercents(header: readonly string[], rows: readonly (readonly string[])[]): Oddity[] {
  const parts = rows.filter((row) => !totalName.test(row[0] ?? ''));
  return header.flatMap((name, column) => {
    const cells = parts.map((row) => row[column] ?? '');
    const values = cells.map(numberIn).filter((value) => value !== null);
    const isPercent = /%|percent|share|anteil/i.test(name) || cells.every((cell) => cell.includes('%'));
    if (!isPercent || values.length < 3 || values.length < cells.length || values.some((value) => value < 0))
      return [];
    const sum = values.reduce((total, value) => total + value, 0);
    const isWhole = Math.abs(sum - 100) <= rounding(cells, false) + 1e-9;
    if (isWhole || sum < 92 || sum > 108) return [];
    return [
      { rule: 'SHARES_SUM', message: `The percentages of “${name}” add up to ${shown(sum)}, not to 100` },
    ];
  });
}

/** Averages, rates and percentages have a last row too, but not by adding up. */
function addsUp(name: string, cell: string): boolean {
  return !cell.includes('%') && !/%|percent|rate|average|mean|avg|price|year|date/i.test(name);
}

function contradiction(total: string, cells: readonly string[], what: string): Oddity[] {
  const said = numberIn(total);
  const values = cells.map(numberIn).filter((value) => value !== null);
  if (said === null || values.length < 2 || values.length < cells.filter((cell) => cell.trim() !== '').length)
    return [];
  const sum = values.reduce((all, value) => all + value, 0);
  if (Math.abs(sum - said) <= rounding([...cells, total]) + 1e-9 * Math.abs(sum)) return [];
  return [
    {
      rule: 'TABLE_TOTAL',
      message: `${what} was read as ${shown(said)}, but its parts add up to ${shown(sum)}`,
    },
  ];
}

/** What rounding each number to the digits it shows may do to their sum. Whole numbers are counts as a rule, and counts add up exactly. */
function rounding(cells: readonly string[], isExactWhole = true): number {
  const decimals = Math.max(0, ...cells.map((cell) => /\.(\d+)/.exec(cell)?.[1]?.length ?? 0));
  return decimals === 0 && isExactWhole ? 0 : 0.5 * cells.length * 10 ** -decimals;
}
