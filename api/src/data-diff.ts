import { csvParseRows } from 'd3-dsv';
import type { JobDiff } from './shapes/job-diff.ts';

const mostCells = 200;

/**
 * How two tables differ, cell by cell. Columns are paired by their header, rows by their first cell; of rows with the
 * same name the first ones are paired with each other, then the second ones.
 */
export function diffData(from: string, to: string): NonNullable<JobDiff['data']> {
  const [before, after] = [tableOf(from), tableOf(to)];
  const shared = before.header.filter((name) => after.header.includes(name));
  const cells: NonNullable<JobDiff['data']>['cells'] = [];
  let changed = 0;
  for (const [key, row] of before.rows) {
    const other = after.rows.get(key);
    if (other === undefined) continue;
    for (const column of shared) {
      const [was, is] = [row[before.header.indexOf(column)] ?? '', other[after.header.indexOf(column)] ?? ''];
      if (was === is) continue;
      changed += 1;
      if (cells.length < mostCells) cells.push({ row: row[0] ?? '', column, from: was, to: is });
    }
  }
  return {
    columns: {
      added: after.header.filter((name) => !before.header.includes(name)),
      removed: before.header.filter((name) => !after.header.includes(name)),
    },
    rows: { from: before.rows.size, to: after.rows.size },
    changed,
    cells,
  };
}

function tableOf(text: string): { header: string[]; rows: Map<string, string[]> } {
  const [header = [], ...lines] = csvParseRows(text.replace(/^\uFEFF/, ''));
  const rows = new Map<string, string[]>();
  const seen = new Map<string, number>();
  for (const line of lines) {
    const name = line[0] ?? '';
    const nth = (seen.get(name) ?? 0) + 1;
    seen.set(name, nth);
    rows.set(`${nth} ${name}`, line);
  }
  return { header, rows };
}
