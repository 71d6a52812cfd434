import { looks } from '../pictures/look.ts';
import { pictureKinds } from '../pictures/truth/truth.ts';
import type { CalibrationBin } from './calibration.ts';
import type { compareRuns } from './compare-runs.ts';
import { type Calibrations, meansOf, type Row, type RunResults } from './summary.ts';

/** The run in words and tables, for a terminal. */
export function textReport(
  results: RunResults,
  calibrations: Calibrations,
  comparison: ReturnType<typeof compareRuns> | null,
): string {
  const { rows } = results;
  const all = meansOf(rows);
  const parts = [
    `${results.set} set, seed ${results.seed}, generator ${results.generatorVersion}, ${rows.length} pictures, ${results.models}, ${results.revisions.join(', ')}, ${results.seconds.toFixed(0)} s`,
    ...(results.revisions.length > 1
      ? ['Attention: these results come from more than one revision of the program.']
      : []),
    '',
    overview(rows),
    '',
    'Data-F1@5% of the result (of the reading), kind by style',
    kindByStyle(rows),
    '',
    `ValidPass@0 ${percent(all.validAt0)}, ValidPass@3 ${percent(all.validAt3)}; called reproduced: ${all.reproduced}, of these with Data-F1 < 0.5: ${all.falselyReproduced}`,
    `a picture: ${all.modelCalls.toFixed(1)} model calls, ${all.tokens.toFixed(0)} tokens, ${(all.modelMs / 1000).toFixed(1)} s of models, ${(all.sandboxMs / 1000).toFixed(1)} s of sandbox, ${(all.wallMs / 1000).toFixed(1)} s in all`,
    '',
    'Calibration of read values: confidence, count, right',
    ...bins(calibrations.values),
    `of ${calibrations.valuesAbove09.count} values with at least 0.9: ${calibrations.valuesAbove09.share === null ? '-' : percent(calibrations.valuesAbove09.share)} right`,
    'Calibration of whole readings (right: F1@5% >= 0.9)',
    ...bins(calibrations.readings),
    ...(comparison === null ? [] : ['', ...compared(comparison)]),
  ];
  return parts.join('\n');
}

function overview(rows: readonly Row[]): string {
  const header = ['', 'n', 'F1@5%', 'F1@1%', 'read@5%', 'read@1%', 'text', 'kind', 'valid@0', 'valid@3'];
  const line = (name: string, some: readonly Row[]) => {
    const means = meansOf(some);
    return [
      name,
      String(means.count),
      ...[means.resultF1At5, means.resultF1At1, means.readF1At5, means.readF1At1].map(two),
      means.textMatch === null ? '-' : two(means.textMatch),
      ...[means.kindRight, means.validAt0, means.validAt3].map(two),
    ];
  };
  const charts = rows.filter(({ kind }) => kind !== 'table');
  return columns([
    header,
    line('all', rows),
    ...looks.map((group) =>
      line(
        `charts, ${group}`,
        charts.filter((row) => row.group === group),
      ),
    ),
    line(
      'tables',
      rows.filter(({ kind }) => kind === 'table'),
    ),
    ...[...new Set(rows.map(({ producer }) => producer))].sort().map((producer) =>
      line(
        producer,
        rows.filter((row) => row.producer === producer),
      ),
    ),
  ]);
}

function kindByStyle(rows: readonly Row[]): string {
  const cell = (some: readonly Row[]) => {
    const means = meansOf(some);
    return means.count === 0 ? '-' : `${two(means.resultF1At5)} (${two(means.readF1At5)})`;
  };
  return columns([
    ['', ...looks, 'all', 'kind right'],
    ...pictureKinds.flatMap((kind) => {
      const own = rows.filter((row) => row.kind === kind);
      if (own.length === 0) return [];
      const cells = looks.map((group) => cell(own.filter((row) => row.group === group)));
      return [[kind, ...cells, cell(own), two(meansOf(own).kindRight)]];
    }),
  ]);
}

function bins(all: readonly CalibrationBin[]): string[] {
  return all
    .filter(({ count }) => count > 0)
    .map(
      ({ from, to, count, right }) =>
        `  ${from.toFixed(2)}-${to.toFixed(2)}  ${String(count).padStart(5)}  ${percent(right / count)}`,
    );
}

function compared({ pairs, differences }: ReturnType<typeof compareRuns>): string[] {
  const rows = differences.map(({ measure, before, after, difference, low, high }) => [
    measure,
    ...[before, after, difference, low, high].map((value) => value.toFixed(3)),
    low > 0 || high < 0 ? '*' : '',
  ]);
  const header = ['', 'before', 'after', 'change', 'from', 'to', ''];
  return [
    `Beside the other run, over ${pairs} pictures; 95 % intervals, * where it holds no 0`,
    columns([header, ...rows]),
  ];
}

function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const two = (value: number) => value.toFixed(2);
const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
