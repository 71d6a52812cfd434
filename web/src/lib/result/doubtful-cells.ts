import type { EventData } from '@snaprun/core/events';
import type { Fidelity } from '../shapes.ts';
import { isNumber, isNumeric, type Table } from './csv-table.ts';

type Spec = EventData<'image.read'>['spec'];

/** A value that somebody should look at before they trust it. */
export type Doubt = { series: string; x: string | number } & (
  | { why: 'differs'; source: number | null }
  | { why: 'unsure'; confidence: number }
  | { why: 'two_readings'; first: number | null; second: number | null }
);

/** Below this a reader is as likely wrong as right about a single value. */
const sureFrom = 0.6;

/** What is doubtful about a result's values, the gravest first. */
export function doubtsOf(fidelity: Fidelity | null, spec: Spec | null): Doubt[] {
  const differs = (fidelity?.differences ?? []).map(
    ({ series, x, source }): Doubt => ({ series, x, why: 'differs', source }),
  );
  const twice = (spec?.secondLook?.differences ?? []).map((one): Doubt => ({ ...one, why: 'two_readings' }));
  const unsure = (spec?.panels ?? []).flatMap((panel) =>
    panel.series.flatMap((series) =>
      series.points.flatMap(({ x, confidence = series.confidence }): Doubt[] =>
        confidence < sureFrom ? [{ series: series.name ?? '', x, why: 'unsure', confidence }] : [],
      ),
    ),
  );
  return [...differs, ...twice, ...unsure];
}

/** The doubts at their cells, as `row:column`; a doubt that fits no cell is left out. */
export function placeDoubts(table: Table, doubts: readonly Doubt[]): Map<string, Doubt> {
  const placed = new Map<string, Doubt>();
  for (const doubt of doubts) {
    const at = cellOf(table, doubt);
    if (at !== null && !placed.has(at)) placed.set(at, doubt);
  }
  return placed;
}

/** Finds the value in a table with a column for each series, or with a row for each value. */
function cellOf(table: Table, { series, x }: Doubt): string | null {
  const numeric = table.header.map((_, column) => isNumeric(table, column));
  const named = table.header.findIndex((name) => same(name, series));
  const values = numeric.flatMap((is, column) => (is && column > 0 ? [column] : []));
  const column = named > 0 ? named : values.length === 1 ? values[0] : undefined;
  if (column !== undefined) {
    const row = table.rows.findIndex((cells) => same(cells[0] ?? '', x));
    if (row !== -1) return `${row}:${column}`;
  }
  const long = table.rows.findIndex(
    (cells) => cells.some((cell) => same(cell, x)) && cells.some((cell) => same(cell, series)),
  );
  const last = numeric.lastIndexOf(true);
  return long === -1 || last === -1 ? null : `${long}:${last}`;
}

function same(cell: string, wanted: string | number): boolean {
  if (typeof wanted === 'number') return isNumber(cell) && Number(cell) === wanted;
  const plain = (text: string) => text.trim().toLowerCase();
  return plain(cell) === plain(wanted);
}
