import { type Chart, labelHeading } from './chart.ts';
import { pythonLiteral as py } from './python-literal.ts';
import { mentions, type Question, type Wish } from './wish.ts';

/** The statements that compute answers from `labels`, `names` and `columns` and add them to the list `answer`. */
export function writeQuestions(chart: Chart, wish: Wish, instruction: string): string[] {
  if (wish.questions.length === 0) return [];
  const named = chart.names.filter((name) => chart.named && mentions(instruction, name));
  const places = chart.labels.flatMap((label, at) => (mentions(instruction, label) ? [at] : []));
  const asked = places.length > 0 && wish.questions.every((question) => question === 'value');
  return [
    '',
    `asked = ${named.length > 0 && !wish.questions.includes('growth') ? py(named) : 'names'}`,
    'growth = []',
    'for name, column in zip(names, columns, strict=True):',
    '    known = [(y, x) for x, y in zip(labels, column, strict=True) if y is not None]',
    '    if name not in asked or not known:',
    '        continue',
    '    low, high = min(known, key=lambda pair: pair[0]), max(known, key=lambda pair: pair[0])',
    '    total = sum(pair[0] for pair in known)',
    '    growth.append((known[-1][0] - known[0][0], name, known[0], known[-1]))',
    ...wish.questions.flatMap((question) => (asked ? [] : perSeries[question])),
    ...(asked
      ? [
          `    for place in ${py(places)}:`,
          '        answer.append(f"- {name}, {labels[place]}: {column[place]}")',
        ]
      : []),
    ...(wish.questions.includes('growth') ? overall(chart) : []),
  ];
}

const perSeries: Readonly<Record<Question, string[]>> = {
  highest: ['    answer.append(f"- The highest {name} is {high[0]:g}, at {high[1]}.")'],
  lowest: ['    answer.append(f"- The lowest {name} is {low[0]:g}, at {low[1]}.")'],
  average: [
    '    answer.append(f"- The average {name} is {total / len(known):g}, over {len(known)} values.")',
  ],
  total: ['    answer.append(f"- The total {name} is {total:g}, over {len(known)} values.")'],
  growth: [
    '    first, last = known[0], known[-1]',
    '    answer.append(f"- {name} changed by {last[0] - first[0]:g}, from {first[0]:g} ({first[1]}) to {last[0]:g} ({last[1]}).")',
  ],
  value: ['    answer.append(f"- {name}: " + ", ".join(f"{x} = {y:g}" for y, x in known))'],
};

/** Which series grew most, or, where there is only one, between which labels it did. */
function overall(chart: Chart): string[] {
  if (chart.names.length > 1) {
    return [
      'if growth:',
      '    most = max(growth, key=lambda item: item[0])',
      '    answer.insert(0, f"{most[1]} grew most: by {most[0]:g} from {most[2][1]} to {most[3][1]}.")',
    ];
  }
  return [
    'steps = [',
    '    (b - a, x, y)',
    '    for x, y, a, b in zip(labels, labels[1:], columns[0], columns[0][1:], strict=False)',
    '    if a is not None and b is not None',
    ']',
    'if steps:',
    '    most = max(steps, key=lambda item: item[0])',
    `    answer.append(f"- The largest step by "${py(labelHeading(chart))}f" is {most[0]:g}, from {most[1]} to {most[2]}.")`,
  ];
}
