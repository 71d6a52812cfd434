import { type Chart, hasNumericLabels, labelHeading } from './chart.ts';
import { pythonLiteral as py } from './python-literal.ts';
import { boxes, isBoxes } from './write-boxes.ts';

/** The statements that write a chart's numbers to `csvPath` and draw them into `axis`. */
export function writeChart(chart: Chart, csvPath: string): string[] {
  return [
    `labels = ${py(chart.labels)}`,
    `names = ${py(chart.names)}`,
    `columns = ${columnsLiteral(chart.columns)}`,
    `colors = ${py(chart.colors)}`,
    '',
    `with open(${py(csvPath)}, "w", newline="", encoding="utf-8") as file:`,
    '    writer = csv.writer(file)',
    `    writer.writerow([${py(labelHeading(chart))}, *names])`,
    '    writer.writerows(zip(labels, *columns, strict=True))',
    `print("Wrote", len(labels), "rows to", ${py(csvPath)})`,
    '',
    ...drawing(chart),
    ...(chart.title ? [`axis.set_title(${py(chart.title)})`] : []),
    ...(chart.kind === 'pie' ? [] : axes(chart)),
    ...((chart.named || chart.names.length > 1) && chart.kind !== 'pie' && !isBoxes(chart)
      ? ['axis.legend()']
      : []),
  ];
}

/** Whether the statements need `math.nan` for what the picture does not show. */
export function leavesGaps(chart: Chart): boolean {
  return drawing(chart).some((line) => line.includes('math.nan'));
}

function drawing(chart: Chart): string[] {
  switch (chart.kind) {
    case 'bar':
    case 'grouped_bar':
    case 'horizontal_bar':
      return sideBySide(chart);
    case 'stacked_bar':
      return [
        ...places,
        'below = [0.0] * len(labels)',
        'for name, column, color in zip(names, columns, colors, strict=True):',
        '    heights = [value or 0.0 for value in column]',
        '    axis.bar(places, heights, 0.8, bottom=below, label=name, color=color)',
        '    below = [low + high for low, high in zip(below, heights, strict=True)]',
        ...categoryTicks('x', chart),
      ];
    case 'histogram':
      return hasNumericLabels(chart) && new Set(chart.labels).size > 1
        ? [
            ...withoutNone,
            'step = min(abs(b - a) for a, b in zip(labels, labels[1:], strict=False) if a != b)',
            'for name, column, color in zip(names, columns, colors, strict=True):',
            '    axis.bar(labels, filled(column), step, label=name, color=color, edgecolor="white")',
          ]
        : sideBySide(chart);
    case 'pie':
      return [
        'shares = [max(value or 0.0, 0.0) for value in columns[0]]',
        'axis.pie(shares, labels=[str(label) for label in labels], autopct="%1.1f%%", startangle=90)',
        'axis.set_aspect("equal")',
      ];
    case 'box':
      return isBoxes(chart) ? boxes(chart) : pointwise(chart);
    default:
      return pointwise(chart);
  }
}

const places = ['places = list(range(len(labels)))'];

const withoutNone = [
  '',
  'def filled(column):',
  '    return [math.nan if value is None else value for value in column]',
  '',
];

function sideBySide(chart: Chart): string[] {
  const horizontal = chart.kind === 'horizontal_bar';
  return [
    ...withoutNone,
    ...places,
    'width = 0.8 / len(names)',
    'for at, (name, column, color) in enumerate(zip(names, columns, colors, strict=True)):',
    '    shift = (at - (len(names) - 1) / 2) * width',
    `    axis.${horizontal ? 'barh' : 'bar'}([place + shift for place in places], filled(column), width, label=name, color=color)`,
    ...categoryTicks(horizontal ? 'y' : 'x', chart),
    ...(horizontal ? ['axis.invert_yaxis()'] : []),
  ];
}

function pointwise(chart: Chart): string[] {
  const numeric = hasNumericLabels(chart);
  const draw = {
    line: 'axis.plot(xs, ys, marker="o", label=name, color=color)',
    area: 'axis.fill_between(xs, ys, alpha=0.5, label=name, color=color)',
    scatter: 'axis.scatter(xs, ys, label=name, color=color)',
  }[chart.kind === 'area' || chart.kind === 'scatter' ? chart.kind : 'line'];
  const along = numeric ? 'labels' : 'places';
  const gaps = chart.aligned && chart.kind !== 'scatter';
  return [
    ...(numeric ? [] : places),
    'for name, column, color in zip(names, columns, colors, strict=True):',
    ...(gaps
      ? [`    xs = ${along}`, '    ys = [math.nan if value is None else value for value in column]']
      : [
          `    pairs = [(x, y) for x, y in zip(${along}, column, strict=True) if y is not None]`,
          '    xs, ys = [x for x, _ in pairs], [y for _, y in pairs]',
        ]),
    `    ${draw}`,
    ...(numeric ? wholeTicks(chart) : categoryTicks('x', chart)),
  ];
}

function categoryTicks(axis: 'x' | 'y', { labels }: Chart): string[] {
  const crowded = labels.length > 12 || labels.some((label) => String(label).length > 14);
  const turned = crowded && axis === 'x' ? ', rotation=45, ha="right"' : '';
  return [`axis.set_${axis}ticks(places, [str(label) for label in labels]${turned})`];
}

/** Years and counts get a tick each, so that none reads 2017.5. */
function wholeTicks({ labels, kind, logLabels }: Chart): string[] {
  const whole = labels.length <= 15 && labels.every((label) => Number.isInteger(label));
  return whole && !logLabels && kind !== 'scatter' ? ['axis.set_xticks(labels)'] : [];
}

function axes(chart: Chart): string[] {
  const [along, up] = chart.kind === 'horizontal_bar' ? (['y', 'x'] as const) : (['x', 'y'] as const);
  return [
    ...(chart.labelAxis ? [`axis.set_${along}label(${py(chart.labelAxis)})`] : []),
    ...(chart.valueAxis ? [`axis.set_${up}label(${py(chart.valueAxis)})`] : []),
    ...(chart.logLabels && hasNumericLabels(chart) ? logScale(along, chart.labels) : []),
    ...(chart.logValues ? logScale(up, chart.valueRange ?? chart.columns.flat()) : []),
    ...(chart.valueRange && chart.kind !== 'stacked_bar'
      ? [`axis.set_${up}lim(${chart.valueRange.join(', ')})`]
      : []),
  ];
}

/**
 * Plain numbers at the ticks: the powers that matplotlib writes need the math text that is off. Within little more
 * than a decade the ticks between the powers are labelled too.
 */
function logScale(axis: 'x' | 'y', values: (number | string | null)[]): string[] {
  const known = values.filter((value) => typeof value === 'number');
  const narrow = Math.max(...known) < 20 * Math.min(...known);
  return [
    `axis.set_${axis}scale("log")`,
    `axis.${axis}axis.set_major_formatter("{x:g}")`,
    `axis.${axis}axis.set_minor_formatter("${narrow ? '{x:g}' : ''}")`,
  ];
}

function columnsLiteral(columns: Chart['columns']): string {
  return `[\n${columns.map((column) => `    ${py(column).replaceAll('\n', '\n    ')},`).join('\n')}\n]`;
}
