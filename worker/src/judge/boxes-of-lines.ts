import type { AxesFacts } from '../sandbox/figure-facts.ts';
import { categoryAt } from './category-at.ts';
import type { ProducedSeries } from './produced-panel.ts';

type Line = { x: number[]; y: number[] };

interface Drawn {
  at: number;
  numbers: Record<(typeof boxNumbers)[number], number>;
}

const boxNumbers = ['min', 'q1', 'median', 'q3', 'max'] as const;

/**
 * The box plots among the lines of an axes: matplotlib draws each as a closed rectangle, two whiskers, two caps and a median.
 *
 * Five series, one a number of the box, over the categories; null when the lines are anything else.
 */
export function boxesOfLines(axes: AxesFacts): ProducedSeries[] | null {
  const lines = axes.lines.map(({ x, y }): Line => ({ x: known(x), y: known(y) }));
  const drawn = lines.filter(isRectangle).map((box) => boxAround(box, lines));
  const whole = drawn.filter((one) => one !== null);
  if (whole.length === 0 || whole.length !== drawn.length) return null;
  return boxNumbers.map((name) => ({
    name,
    points: whole.map(({ at, numbers }) => ({
      x: categoryAt(at, axes.xticks, axes.xticklabels),
      y: numbers[name],
    })),
  }));
}

function known(values: readonly (number | null)[]): number[] {
  return values.filter((value) => value !== null);
}

function isRectangle({ x, y }: Line): boolean {
  const isClosed = x.length >= 5 && x.length === y.length && x[0] === x.at(-1) && y[0] === y.at(-1);
  return isClosed && new Set(x).size === 2 && new Set(y).size <= 2;
}

function boxAround(box: Line, lines: readonly Line[]): Drawn | null {
  const [left, right] = [Math.min(...box.x), Math.max(...box.x)];
  const [q1, q3] = [Math.min(...box.y), Math.max(...box.y)];
  const at = (left + right) / 2;
  const slack = 1e-6 * Math.max(1, Math.abs(at));
  const pairs = lines.filter(({ x, y }) => x.length === 2 && y.length === 2);
  const ends = pairs
    .filter(({ x }) => x.every((place) => Math.abs(place - at) <= slack))
    .flatMap(({ y }) => y);
  const median = pairs.find(
    ({ x, y }) =>
      y[0] === y[1] &&
      Math.abs(Math.min(...x) - left) <= slack &&
      Math.abs(Math.max(...x) - right) <= slack &&
      (y[0] ?? 0) >= q1 &&
      (y[0] ?? 0) <= q3,
  )?.y[0];
  if (ends.length < 2 || median === undefined) return null;
  return { at, numbers: { min: Math.min(...ends, q1), q1, median, q3, max: Math.max(...ends, q3) } };
}
