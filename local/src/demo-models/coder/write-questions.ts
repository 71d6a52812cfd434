import { mentions } from './apply-wish.ts';
import type { Chart } from './chart.ts';
import { pythonLiteral as py } from './python-literal.ts';
import type { Question } from './question-words.ts';
import type { Wish } from './wish.ts';

/** The statements that compute answers from `labels`, `names` and `columns` and add them to the list `answer`. */
export function writeQuestions(chart: Chart, wish: Wish, instruction: string): string[] {
  if (wish.questions.length === 0) return [];
  const named = chart.names.filter((name) => chart.named && mentions(instruction, name));
  const places = chart.labels.flatMap((label, at) => (mentions(instruction, label) ? [at] : []));
  const [condition] = wish.conditions.filter(({ of }) => of === 'value');
  const single = places.length > 0 && wish.questions.every((one) => one === 'value' || one === 'count');
  const each = (question: Question) => {
    if (question === 'difference' && places.length > 1) return differenceOf(places.slice(0, 2));
    if (question === 'share' && places.length > 0) return sharesOf(places);
    if (question === 'count' && condition) return countOf(condition.is, condition.inclusive, condition.bound);
    return perSeries[question];
  };
  return [
    '',
    ...(named.length > 0 ? [`asked = ${py(named)}`] : []),
    'for name, column in zip(names, columns, strict=True):',
    '    known = [(y, x) for x, y in zip(labels, column, strict=True) if y is not None]',
    `    if not known${named.length > 0 ? ' or name not in asked' : ''}:`,
    '        continue',
    ...(single ? valuesAt(places) : wish.questions.flatMap(each)),
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
  median: [
    '    ordered = sorted(y for y, _ in known)',
    '    middle = (ordered[len(ordered) // 2] + ordered[(len(ordered) - 1) // 2]) / 2',
    '    answer.append(f"- The median {name} is {middle:g}, over {len(known)} values.")',
  ],
  total: [
    '    total = sum(y for y, _ in known)',
    '    answer.append(f"- The total {name} is {total:g}, over {len(known)} values.")',
  ],
  growth: [
    '    (first, start), (last, end) = known[0], known[-1]',
    '    answer.append(f"- {name} changed by {last - first:g}, from {first:g} ({start}) to {last:g} ({end}).")',
  ],
  count: ['    answer.append(f"- {name} has {len(known)} values.")'],
  difference: [
    '    high, low = max(known, key=lambda pair: pair[0]), min(known, key=lambda pair: pair[0])',
    '    answer.append(f"- {name}: {high[1]} has {high[0] - low[0]:g} more than {low[1]} ({high[0]:g} and {low[0]:g}).")',
  ],
  range: [
    '    low, high = min(y for y, _ in known), max(y for y, _ in known)',
    '    answer.append(f"- {name} goes from {low:g} to {high:g}, a range of {high - low:g}.")',
  ],
  share: [
    '    total = sum(y for y, _ in known)',
    '    shares = ", ".join(f"{x} {y / total:.1%}" for y, x in known) if total else "nothing"',
    '    answer.append(f"- Shares of {name}: {shares}.")',
  ],
  value: ['    answer.append(f"- {name}: " + ", ".join(f"{x} = {y:g}" for y, x in known))'],
};

function valuesAt(places: number[]): string[] {
  return [
    `    for place in ${py(places)}:`,
    '        answer.append(f"- {name}, {labels[place]}: {column[place]}")',
  ];
}

function differenceOf([first = 0, second = 0]: number[]): string[] {
  return [
    `    one, other = column[${first}], column[${second}]`,
    '    if one is not None and other is not None:',
    `        answer.append(f"- {name}: the difference between {labels[${first}]} ({one:g}) and {labels[${second}]} ({other:g}) is {abs(one - other):g}.")`,
  ];
}

function sharesOf(places: number[]): string[] {
  return [
    '    total = sum(y for y, _ in known)',
    `    for place in ${py(places)}:`,
    '        if total and column[place] is not None:',
    '            answer.append(f"- {labels[place]} has {column[place] / total:.1%} of all {name}.")',
  ];
}

function countOf(is: 'above' | 'below', inclusive: boolean, bound: number): string[] {
  const sign = `${is === 'above' ? '>' : '<'}${inclusive ? '=' : ''}`;
  const words = inclusive ? (is === 'above' ? 'at least' : 'at most') : is;
  return [
    `    found = [str(x) for y, x in known if y ${sign} ${bound}]`,
    `    answer.append(f"- {len(found)} of {len(known)} values of {name} are ${words} ${bound}: {', '.join(found) or 'none'}.")`,
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
    '    answer.append(f"- The largest step is {by:g}, from {start} to {end}.")',
  ];
}
