import { type Chart, hasNumericLabels } from './chart.ts';
import type { Mark } from './wish.ts';

/** The statements that add to a drawn chart what was asked for: the average, values at the marks, a grid, a trend. */
export function writeMarks(chart: Chart, marks: readonly Mark[]): string[] {
  if (chart.kind === 'pie') return [];
  return marks.flatMap((mark) => writers[mark](chart));
}

const writers: Readonly<Record<Mark, (chart: Chart) => string[]>> = {
  average: ({ kind }) => [
    'for name, column in zip(names, columns, strict=True):',
    '    known = [value for value in column if value is not None]',
    `    axis.ax${kind === 'horizontal_bar' ? 'v' : 'h'}line(sum(known) / len(known), linestyle="--", color="black", label=f"average {name}")`,
    'axis.legend()',
  ],
  values: (chart) =>
    chart.kind.endsWith('bar') || chart.kind === 'histogram'
      ? ['for bars in axis.containers:', '    axis.bar_label(bars, fmt="%g", padding=2)']
      : [
          'for column in columns:',
          `    for x, value in zip(${hasNumericLabels(chart) ? 'labels' : 'places'}, column, strict=True):`,
          '        if value is not None:',
          '            axis.annotate(f"{value:g}", (x, value), textcoords="offset points", xytext=(0, 6), ha="center")',
        ],
  grid: () => ['axis.grid(True, alpha=0.4)', 'axis.set_axisbelow(True)'],
  trend: (chart) =>
    chart.kind === 'horizontal_bar'
      ? []
      : [
          'for name, column in zip(names, columns, strict=True):',
          `    pairs = [(x, y) for x, y in zip(${hasNumericLabels(chart) ? 'labels' : 'list(range(len(labels)))'}, column, strict=True) if y is not None]`,
          '    if len(pairs) > 1:',
          '        xs, ys = [x for x, _ in pairs], [y for _, y in pairs]',
          '        slope, start = statistics.linear_regression(xs, ys)',
          '        ends = [min(xs), max(xs)]',
          '        axis.plot(ends, [start + slope * x for x in ends], linestyle="--", label=f"trend {name}")',
          'axis.legend()',
        ],
};

/** Whether the statements need the `statistics` module. */
export function needsStatistics(marks: readonly Mark[]): boolean {
  return marks.includes('trend');
}
