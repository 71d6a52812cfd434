import { mentions } from './apply-wish.ts';
import type { Chart, ChartKind } from './chart.ts';
import type { PromptPanel } from './prompt-spec.ts';

export interface Table {
  title: string | null;
  header: string[];
  /** Each as long as the header. */
  rows: string[][];
}

/** The table of a panel made rectangular, or null when it has no cell. */
export function tableOf({ table, title }: PromptPanel): Table | null {
  if (!table || table.rows.length === 0) return null;
  const width = Math.max(table.header.length, ...table.rows.map((row) => row.length));
  if (width === 0) return null;
  const header = Array.from({ length: width }, (_, at) => table.header[at] || `column ${at + 1}`);
  return { title, header, rows: table.rows.map((row) => header.map((_name, at) => row[at] ?? '')) };
}

/** The rows whose first cell the words name, or null when they name none. */
export function onlyRows(table: Table, words: string): Table | null {
  const rows = table.rows.filter(([name = '']) => mentions(words, name));
  return rows.length > 0 ? { ...table, rows } : null;
}

/**
 * The table's numeric columns against its first column, for a wish that needs numbers; null without numbers.
 * Rows of totals are left out: they would count everything twice and win every comparison.
 */
export function chartFromTable({ title, header, rows }: Table, kind: ChartKind): Chart | null {
  const items = rows.filter(([name = '']) => !/^(?:grand |sub-?)?(?:total|sum|all)s?:?$/i.test(name.trim()));
  const columns = header.map((_name, at) => items.map((row) => cellNumber(row[at] ?? '')));
  const isNumeric = (column: (number | null)[]) =>
    column.filter((value) => value !== null).length * 2 > items.length;
  const numeric = columns.flatMap((column, at) => (at > 0 && isNumeric(column) ? [at] : []));
  if (numeric.length === 0) return null;
  return {
    kind,
    title,
    labelAxis: header[0] ?? null,
    valueAxis: numeric.length === 1 ? (header[numeric[0] ?? 0] ?? null) : null,
    labels: items.map((row) => row[0] ?? ''),
    names: numeric.map((at) => header[at] ?? ''),
    columns: numeric.map((at) => columns[at] ?? []),
    colors: numeric.map(() => null),
    named: true,
    aligned: true,
    valueRange: null,
    logLabels: false,
    logValues: false,
  };
}

/** The rows of a table in the order, and as many, as a chart that was made of it and changed; null when all stay. */
export function arrangeRows(table: Table, made: Chart, changed: Chart): Table | null {
  const { labels } = changed;
  const same = labels.length === made.labels.length && labels.every((label, at) => label === made.labels[at]);
  if (same) return null;
  const left = [...table.rows];
  const rows = labels.flatMap((label) => {
    const at = left.findIndex(([name]) => name === label);
    return at < 0 ? [] : left.splice(at, 1);
  });
  return { ...table, rows };
}

/** The number in a cell such as `1,234.5`, `€ 12` or `37 %`; null for anything else. */
function cellNumber(cell: string): number | null {
  const plain = cell.replace(/[\s,%€$£]/g, '').replace(/^[−–]/, '-');
  return /^-?\d+(?:\.\d+)?$/.test(plain) ? Number(plain) : null;
}
