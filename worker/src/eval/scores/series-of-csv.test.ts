import { expect, test } from 'vitest';
import { parseCsv } from '../../judge/parse-csv.ts';
import { seriesOfCsv } from './series-of-csv.ts';

const read = (text: string) =>
  seriesOfCsv(parseCsv(text)).map(({ name, points }) => [name, points.map(({ x, y }) => [x, y])]);

test('in wide form every numeric column is a series', () => {
  expect(read('month,North,South,note\nJan,1,"1,500",x\nFeb,,4,y\n')).toEqual([
    ['North', [['Jan', 1]]],
    [
      'South',
      [
        ['Jan', 1500],
        ['Feb', 4],
      ],
    ],
  ]);
});

test('in long form the column with fewer names is the series', () => {
  const rows = 'series,month,value\nA,Jan,1\nA,Feb,2\nA,Mar,3\nB,Jan,4\n';
  expect(read(rows)).toEqual([
    [
      'A',
      [
        ['Jan', 1],
        ['Feb', 2],
        ['Mar', 3],
      ],
    ],
    ['B', [['Jan', 4]]],
  ]);
});

test('numbers in the first column are positions, ranges their middles', () => {
  expect(read('x,y\n2020,5\n2021,6\n')).toEqual([
    [
      'y',
      [
        [2020, 5],
        [2021, 6],
      ],
    ],
  ]);
  expect(read('range,count\n0-10,5\n10–20,6\n')).toEqual([
    [
      'count',
      [
        [5, 5],
        [15, 6],
      ],
    ],
  ]);
  expect(read('bin_start,bin_end,count\n0,10,5\n10,20,6\n')).toEqual([
    [
      'count',
      [
        [5, 5],
        [15, 6],
      ],
    ],
  ]);
  expect(read('date,y\n2023-04,5\n')).toEqual([['y', [['2023-04', 5]]]]);
});

test('without numbers there are no series', () => {
  expect(read('a,b\nx,y\n')).toEqual([]);
  expect(read('a,b\n')).toEqual([]);
  expect(read('')).toEqual([]);
});
