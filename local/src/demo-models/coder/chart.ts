import type { PromptAxis, PromptPanel } from './prompt-spec.ts';

const chartKinds = [
  'bar',
  'horizontal_bar',
  'grouped_bar',
  'stacked_bar',
  'line',
  'scatter',
  'area',
  'pie',
  'histogram',
  'box',
] as const;
export type ChartKind = (typeof chartKinds)[number];

type Label = number | string;

/** A chart as its program writes it: one list of labels, one column of numbers for each series. */
export interface Chart {
  kind: ChartKind;
  title: string | null;
  labelAxis: string | null;
  valueAxis: string | null;
  labels: Label[];
  names: string[];
  /** As long as `labels`; null where the picture has a gap. */
  columns: (number | null)[][];
  colors: (string | null)[];
  /** Whether the names are of the picture, and so worth a legend. */
  named: boolean;
  /** False when series have different labels: a null is then no gap in a line. */
  aligned: boolean;
  valueRange: [number, number] | null;
  logLabels: boolean;
  logValues: boolean;
}

/** The chart of a panel, or null when the panel has no chart that can be drawn. */
export function chartOf(panel: PromptPanel): Chart | null {
  const kind = chartKinds.find((name) => name === panel.kind);
  const series = panel.series.filter(({ points }) => points.length > 0);
  if (!kind || series.length === 0) return null;
  const [labelAxis, valueAxis] = kind === 'horizontal_bar' ? [panel.y, panel.x] : [panel.x, panel.y];
  const valueName = axisText(valueAxis);
  const { labels, columns, aligned } = alignSeries(series.map(({ points }) => points));
  return {
    kind,
    title: panel.title,
    labelAxis: axisText(labelAxis),
    valueAxis: valueName,
    labels,
    names: uniqueNames(series.map(({ name }, at) => name ?? (at === 0 && valueName ? valueName : 'value'))),
    columns,
    colors: series.map(({ color }) => color),
    named: series.some(({ name }) => name !== null),
    aligned,
    valueRange: rangeAround(valueAxis, columns.flat()),
    logLabels: labelAxis?.scale === 'log' && labels.every((label) => typeof label === 'number' && label > 0),
    logValues: valueAxis?.scale === 'log' && canBeLog(columns),
  };
}

/** Whether every label is a number, so that distances between them mean something. */
export function hasNumericLabels({ labels }: Chart): boolean {
  return labels.every((label) => typeof label === 'number');
}

export function canBeLog(columns: Chart['columns']): boolean {
  return columns.flat().every((value) => value === null || value > 0);
}

/** The heading of the first column of `data.csv`. */
export function labelHeading(chart: Chart): string {
  return chart.labelAxis ?? (hasNumericLabels(chart) ? 'x' : 'category');
}

function axisText(axis: PromptAxis): string | null {
  if (!axis?.label) return axis?.unit ?? null;
  return axis.unit && !axis.label.includes(axis.unit) ? `${axis.label} (${axis.unit})` : axis.label;
}

/** One row for each label that occurs, in the order of the first series; repeated labels keep rows of their own. */
function alignSeries(series: { x: Label; y: number | null }[][]) {
  const rows = new Map<string, { label: Label; values: (number | null)[] }>();
  const counts = series.map((points, at) => {
    const seen = new Map<Label, number>();
    for (const { x, y } of points) {
      const turn = seen.get(x) ?? 0;
      seen.set(x, turn + 1);
      const key = `${turn} ${typeof x} ${x}`;
      const row = rows.get(key) ?? { label: x, values: series.map(() => null) };
      row.values[at] = y;
      rows.set(key, row);
    }
    return points.length;
  });
  const aligned = counts.every((count) => count === rows.size);
  const numeric = [...rows.values()].every(({ label }) => typeof label === 'number');
  const ordered = [...rows.values()];
  if (!aligned && numeric) ordered.sort((a, b) => Number(a.label) - Number(b.label));
  return {
    labels: ordered.map(({ label }) => (numeric ? label : String(label))),
    columns: series.map((_points, at) => ordered.map(({ values }) => values[at] ?? null)),
    aligned,
  };
}

function uniqueNames(names: string[]): string[] {
  return names.map((name, at) => {
    const before = names.slice(0, at).filter((other) => other === name).length;
    return before > 0 ? `${name} ${before + 1}` : name;
  });
}

function rangeAround(axis: PromptAxis, values: (number | null)[]): [number, number] | null {
  if (!axis || axis.min === null || axis.max === null || axis.min >= axis.max) return null;
  const { min, max } = axis;
  if (axis.scale === 'log' && min <= 0) return null;
  return values.every((value) => value === null || (value >= min && value <= max)) ? [min, max] : null;
}
