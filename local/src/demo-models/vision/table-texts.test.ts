import { expect, test } from 'vitest';
import { consistencyOf, isHeader, mendColumns, mergeHeader } from './table-texts.ts';

test('a point before three digits is a comma where the column has commas', () => {
  const rows = [
    ['Team', 'Total'],
    ['Kilo', '57,070'],
    ['Echo', '93.777'],
    ['Lima', '1 601'],
  ];
  mendColumns(rows);
  expect(rows.map(([, total]) => total)).toEqual(['Total', '57,070', '93,777', '1,601']);
});

test('a point and a percent sign that most have are given to the others', () => {
  const rows = [['Share'], ['38.0%'], ['540%'], ['37.2'], ['46.4%'], ['5.0%']];
  mendColumns(rows);
  expect(rows.flat()).toEqual(['Share', '38.0%', '54.0%', '37.2%', '46.4%', '5.0%']);
});

test('a date among dates gets back the strokes that were lost, and nothing else is made a date', () => {
  const rows = [
    ['Date'],
    ['2024-03-21'],
    ['2024-09.27'],
    ['2024-0321'],
    ['2024-05-16'],
    ['20249914'],
    ['none'],
  ];
  mendColumns(rows);
  expect(rows.flat()).toEqual([
    'Date',
    '2024-03-21',
    '2024-09-27',
    '2024-03-21',
    '2024-05-16',
    '20249914',
    'none',
  ]);
});

test('lost points and signs make a column inconsistent', () => {
  expect(
    consistencyOf([
      ['a', '1.5'],
      ['b', '2.5'],
      ['c', '12.0'],
    ]),
  ).toBe(1);
  expect(
    consistencyOf([
      ['a', '82.51'],
      ['b', '3226'],
      ['c', '$077'],
      ['d', '13.26'],
    ]),
  ).toBe(0.5);
  expect(consistencyOf([['-7.0'], ['+2.3'], ['2.4']])).toBeCloseTo(2 / 3);
});

test('a header in two rows becomes one', () => {
  const spans: [number, number][][] = [
    [
      [0, 0],
      [1, 2],
      [2, 2],
    ],
    [
      [0, 0],
      [1, 1],
      [2, 2],
    ],
  ];
  const rows = [
    ['', 'Orders', ''],
    ['Team', '2023', 'late'],
    ['Kilo', '5', '6'],
  ];
  expect(mergeHeader(rows, spans)).toEqual([
    ['Team', 'Orders 2023', 'Orders late'],
    ['Kilo', '5', '6'],
  ]);
});

test('numbers over numbers are no header, as on a receipt, but years are', () => {
  expect(isHeader(['Milk', '1.20'], [['Bread', '2.50']])).toBe(false);
  expect(isHeader(['Team', '2023'], [['Kilo', '5']])).toBe(true);
});
