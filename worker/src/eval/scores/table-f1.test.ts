import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tableF1 } from './table-f1.ts';

const grid = [
  ['City', 'Units', 'Price'],
  ['Oslo', '1,200', '3.50'],
  ['Graz', '7', '4.00'],
];

test('a table is itself, however its numbers are written', () => {
  expect(tableF1(grid, grid).f1).toBe(1);
  const other = [
    ['city', 'UNITS', 'Price'],
    ['Oslo', '1200', '3.5'],
    ['Graz', '7', '4'],
  ];
  expect(tableF1(grid, other).f1).toBe(1);
});

test('one wrong cell of nine is one of nine, missed and invented', () => {
  const other = [...grid.slice(0, 2), ['Graz', '1', '4.00']];
  expect(tableF1(grid, other)).toMatchObject({ precision: 8 / 9, recall: 8 / 9 });
});

test('a row or column too many or too few leaves the others right', () => {
  expect(tableF1(grid, grid.slice(1))).toMatchObject({ precision: 1, recall: 6 / 9 });
  const wider = grid.map(([first = '', ...rest]) => [first, 'x', ...rest]);
  expect(tableF1(grid, wider)).toMatchObject({ precision: 9 / 12, recall: 1 });
});

test('empty cells neither help nor harm', () => {
  expect(tableF1([['a', '']], [['a', '']])).toMatchObject({ precision: 1, recall: 1 });
  expect(tableF1(grid, [])).toMatchObject({ f1: 0 });
});

test('a cell that is merely alike is wrong', () => {
  expect(tableF1([['Logistics']], [['Logistic5']]).f1).toBe(0);
});

test('the score stays between 0 and 1, and is 1 for what is equal', () => {
  const cells = fc.array(fc.array(fc.constantFrom('a', 'b', '1', '2', ''), { minLength: 1, maxLength: 4 }), {
    maxLength: 5,
  });
  fc.assert(
    fc.property(cells, cells, (a, b) => {
      const there = tableF1(a, b);
      expect(there.f1).toBeGreaterThanOrEqual(0);
      expect(there.f1).toBeLessThanOrEqual(1);
      expect(tableF1(a, a).f1).toBe(a.flat().some((cell) => cell !== '') ? 1 : 0);
    }),
  );
});
