import type { Chart } from './chart.ts';
import { pythonLiteral as py } from './python-literal.ts';

/** The series of a box plot, and what matplotlib calls them. */
const statistics = { min: 'whislo', q1: 'q1', median: 'med', q3: 'q3', max: 'whishi' } as const;

/** Whether a chart has the five numbers of boxes, one series each. */
export function isBoxes({ kind, names }: Chart): boolean {
  return kind === 'box' && Object.keys(statistics).every((name) => names.includes(name));
}

/** Draws boxes from their five numbers; a category that lacks one of them has no box. */
export function boxes({ names }: Chart): string[] {
  const keys = Object.entries(statistics).map(
    ([name, key]) => `${py(key)}: columns[${names.indexOf(name)}][at]`,
  );
  return [
    'boxes = []',
    'for at, label in enumerate(labels):',
    `    box = {"label": str(label), "fliers": [], ${keys.join(', ')}}`,
    '    if None not in box.values():',
    '        boxes.append(box)',
    'axis.bxp(boxes, showfliers=False)',
  ];
}
