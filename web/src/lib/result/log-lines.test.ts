import { expect, test } from 'vitest';
import { findLines } from './log-lines.ts';

const log = 'Wrote 5 rows\nwarning: odd\n\nWROTE more\n';

test('without a search every line is there with its number', () => {
  expect(findLines(log, '').map(({ n, text }) => [n, text])).toEqual([
    [1, 'Wrote 5 rows'],
    [2, 'warning: odd'],
    [3, ''],
    [4, 'WROTE more'],
  ]);
});

test('a search keeps the lines that hold it in either case, and tells where', () => {
  expect(findLines(log, 'wrote').map(({ n, hits }) => [n, hits])).toEqual([
    [1, [[0, 5]]],
    [4, [[0, 5]]],
  ]);
  expect(findLines('aaaa', 'aa')[0]?.hits).toEqual([
    [0, 2],
    [2, 4],
  ]);
  expect(findLines(log, 'nothing')).toEqual([]);
});
