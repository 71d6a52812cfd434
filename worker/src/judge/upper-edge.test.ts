import { expect, test } from 'vitest';
import { upperEdge } from './upper-edge.ts';

/** An outline as matplotlib keeps it: along the upper side, back along the lower one, and closed. */
function outline(xs: number[], upper: number[], lower: number[]) {
  const [first = 0, last = 0] = [xs[0], xs.at(-1)];
  const [start = 0, end = 0] = [lower[0], lower.at(-1)];
  const x = [first, ...xs, last, ...xs.toReversed(), first];
  return { label: 'a', x, y: [start, ...upper, end, ...lower.toReversed(), start], count: x.length };
}
const xs = [2019, 2020, 2021];

test.each([
  ['above zero', outline(xs, [3, 5, 4], [0, 0, 0]), [3, 5, 4]],
  ['that touches zero', outline(xs, [3, 0, 4], [0, 0, 0]), [3, 0, 4]],
  ['below zero', outline(xs, [0, 0, 0], [-3, -5, -4]), [-3, -5, -4]],
  ['of both signs', outline(xs, [3, 0, 4], [0, -2, 0]), [3, -2, 4]],
  ['from another straight side', outline(xs, [13, 15, 14], [10, 10, 10]), [13, 15, 14]],
  ['on top of another', outline(xs, [7, 9, 8], [3, 5, 4]), [4, 4, 4]],
])('an area %s stands for its values', (_what, area, values) => {
  expect(upperEdge(area)).toMatchObject({ label: 'a', x: xs, y: values });
});

test('places that are no numbers are left out', () => {
  expect(upperEdge({ label: '', x: [null, 1, 1, 2], y: [5, null, 4, 4], count: 4 })).toMatchObject({
    x: [1, 2],
    y: [4, 4],
  });
});
