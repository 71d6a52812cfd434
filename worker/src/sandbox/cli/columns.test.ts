import { expect, test } from 'vitest';
import { columns, markdownTable } from './columns.ts';
import { median } from './median.ts';
import { duration, size } from './units.ts';

test('words stand on the left, numbers on the right', () => {
  const rows = [
    ['fork-bomb', '3021 ms'],
    ['network', '7 ms'],
  ];
  expect(columns(['program', 'took'], rows)).toBe(
    ['program       took', 'fork-bomb  3021 ms', 'network       7 ms'].join('\n'),
  );
});

test('a cell of a Markdown table may hold a bar', () => {
  expect(markdownTable(['a', 'b'], [['x|y', '1']])).toBe('| a | b |\n|---|---|\n| x\\|y | 1 |');
});

test('the median is the middle, of an even number the mean of the middle two', () => {
  expect([median([3, 1, 2]), median([4, 1, 3, 2]), median([])]).toEqual([2, 2.5, Number.NaN]);
});

test('durations and sizes are short', () => {
  expect([86.6, 999, 1240, 120_000].map(duration)).toEqual(['87 ms', '999 ms', '1.24 s', '120 s']);
  expect([3, 1024, 1_300_000, 2 ** 31].map(size)).toEqual(['3 bytes', '1 KiB', '1.2 MiB', '2 GiB']);
});
