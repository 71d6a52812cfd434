import { expect, test } from 'vitest';
import { truthOf } from '../pictures/truth/truth.ts';
import { categoryAxis, linearAxis } from '../pictures/truth/value-axis.ts';
import { textMatch } from './text-match.ts';

const axes = { x: categoryAxis('City', ['Oslo', 'Graz']), y: linearAxis(null, null, [10], true) };
const points = [
  { x: 'Oslo', y: 1 },
  { x: 'Graz', y: 2 },
];
const truth = truthOf('bar', 'Sales', axes, [{ name: null, points }]);

test('all texts right are 1, none read are 0', () => {
  expect(textMatch(truth, truth)).toBe(1);
  expect(textMatch(truth, undefined)).toBe(0);
});

test('it is the mean over title, axis titles and labels', () => {
  // Four texts: title and axis missed, one label right, one with one letter of four wrong.
  const read = truthOf('bar', null, { ...axes, x: categoryAxis(null, []) }, [
    {
      name: null,
      points: [
        { x: 'Oslo', y: 1 },
        { x: 'Grax', y: 2 },
      ],
    },
  ]);
  expect(textMatch(truth, read)).toBeCloseTo((0 + 0 + 1 + 0.75) / 4);
});

test('a picture without texts has no score', () => {
  const plain = truthOf('scatter', null, { x: null, y: null }, [{ name: null, points: [{ x: 1, y: 1 }] }]);
  expect(textMatch(plain, plain)).toBeNull();
});
