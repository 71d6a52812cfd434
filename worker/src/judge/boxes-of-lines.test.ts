import { expect, test } from 'vitest';
import { FigureFacts } from '../sandbox/figure-facts.ts';
import { panelsOfFigures } from './figure-facts-to-spec.ts';

const line = (x: number[], y: number[]) => ({ label: '', x, y, count: x.length, style: '-', marker: 'None' });
/** As matplotlib's `bxp` leaves them: rectangle, two whiskers, two caps, median. */
const box = (at: number, [min, q1, median, q3, max]: [number, number, number, number, number]) => [
  line([at - 0.25, at + 0.25, at + 0.25, at - 0.25, at - 0.25], [q1, q1, q3, q3, q1]),
  line([at, at], [q1, min]),
  line([at, at], [q3, max]),
  line([at - 0.125, at + 0.125], [min, min]),
  line([at - 0.125, at + 0.125], [max, max]),
  line([at - 0.25, at + 0.25], [median, median]),
];
const figure = (lines: object[]) =>
  FigureFacts.parse({
    file: 'figure.png',
    title: '',
    widthInches: 6,
    heightInches: 4,
    axes: [{ title: 'Minutes', lines, xticks: [1, 2], xticklabels: ['Alpha', 'Bravo'] }],
  });

test('the lines of a box plot are five series over the categories', () => {
  const [panel] = panelsOfFigures([
    figure([...box(1, [5, 12, 20, 30, 45]), ...box(2, [8, 20, 31.5, 40, 55])]),
  ]);
  expect(panel?.kind).toBe('box');
  expect(panel?.series.map(({ name, points }) => [name, points.map(({ y }) => y)])).toEqual([
    ['min', [5, 8]],
    ['q1', [12, 20]],
    ['median', [20, 31.5]],
    ['q3', [30, 40]],
    ['max', [45, 55]],
  ]);
  expect(panel?.series[0]?.points.map(({ x }) => x)).toEqual(['Alpha', 'Bravo']);
});

test('a box without a median leaves the lines what they are', () => {
  const lines = box(1, [5, 12, 20, 30, 45]).slice(0, 5);
  expect(panelsOfFigures([figure(lines)])[0]?.kind).toBe('line');
});
