import type { Chart } from './chart.ts';
import { pythonLiteral as py } from './python-literal.ts';
import { mentions, type Question, type Wish } from './wish.ts';

/** The statements that compute answers from `labels`, `names` and `columns` and add them to the list `answer`. */
export function writeQuestions(chart: Chart, wish: Wish, instruction: string): string[] {
  if (wish.questions.length === 0) return [];
  const named = chart.names.filter((name) => chart.named && mentions(instruction, name));
  const places = chart.labels.flatMap((label, at) => (mentions(instruction, label) ? [at] : []));
  const single = wish.questions.includes('value') && places.length > 0;
  return [
    '',
    ...(named.length > 0 ? [`asked = ${py(named)}`] : []),
    'for name, column in zip(names, columns, strict=True):',
    '    known = [(y, x) for x, y in zip(labels, column, strict=True) if y is not None]',
    `    if not known${named.length > 0 ? ' or name not in asked' : ''}:`,
    '        continue',
    ...(single ? valuesAt(places) : wish.questions.flatMap((question) => perSeries[question])),
    ...(wish.questions.includes('growth') ? mostGrowth(chart) : []),
  ];
}

const perSeries: Readonly<Record<Question, string[]>> = {
  highest: [
    '    high = max(known, key=lambda pair: pair[0])',
    '    answer.append(f"- The highest {name} is {high[0]:g}, at {high[1]}.")',
  ],
  lowest: [
    '    low = min(known, key=lambda pair: pair[0])',
    '    answer.append(f"- The lowest {name} is {low[0]:g}, at {low[1]}.")',
  ],
  average: [
    '    mean = sum(y for y, _ in known) / len(known)',
    '    answer.append(f"- The average {name} is {mean:g}, over {len(known)} values.")',
  ],
  total: [
    '    total = sum(y for y, _ in known)',
    '    answer.append(f"- The total {name} is {total:g}, over {len(known)} values.")',
  ],
  growth: [
    '    (first, start), (last, end) = known[0], known[-1]',
    '    answer.append(f"- {name} changed by {last - first:g}, from {first:g} ({start}) to {last:g} ({end}).")',
  ],
  value: ['    answer.append(f"- {name}: " + ", ".join(f"{x} = {y:g}" for y, x in known))'],
};

function valuesAt(places: number[]): string[] {
  return [
    `    for place in ${py(places)}:`,
    '        answer.append(f"- {name}, {labels[place]}: {column[place]}")',
  ];
}

/** Which series grew most, or, where there is only one, between which labels it did. */
function mostGrowth(chart: Chart): string[] {
  if (chart.names.length > 1) {
    return [
      'growth = []',
      'for name, column in zip(names, columns, strict=True):',
      '    known = [y for y in column if y is not None]',
      '    growth += [(known[-1] - known[0], name)] if known else []',
      'if growth:',
      '    answer.insert(0, f"{max(growth)[1]} grew most: by {max(growth)[0]:g}.")',
    ];
  }
  return [
    'steps = [',
    '    (b - a, str(x), str(y))',
    '    for x, y, a, b in zip(labels, labels[1:], columns[0], columns[0][1:], strict=False)',
    '    if a is not None and b is not None',
    ']',
    'if steps:',
    '    by, start, end = max(steps)',
    `    answer.append(f"- The largest step is {by:g}, from {start} to {end}.")`,
  ];
}
