import { expect, test } from 'vitest';
import { isNumeric, readTable, sortedRows, tabSeparated } from './csv-table.ts';

const table = readTable('\uFEFFname,value,note\nb,10,x\na,9,\n"c, ""d""",-1,"two\nlines"\ne,,z\n');

test('a byte order mark, quotes and line ends in cells are understood', () => {
  expect(table.header).toEqual(['name', 'value', 'note']);
  expect(table.rows[2]).toEqual(['c, "d"', '-1', 'two\nlines']);
});

test('numbers sort by value, words by the alphabet, and empty cells come last either way', () => {
  expect(isNumeric(table, 1)).toBe(true);
  expect(sortedRows(table, { column: 1, descending: false })).toEqual([2, 1, 0, 3]);
  expect(sortedRows(table, { column: 1, descending: true })).toEqual([0, 1, 2, 3]);
  expect(sortedRows(table, { column: 0, descending: false })).toEqual([1, 0, 2, 3]);
  expect(sortedRows(table, null)).toEqual([0, 1, 2, 3]);
});

test('a cell cannot break the columns of what is copied', () => {
  expect(tabSeparated(table).split('\n')[3]).toBe('c, "d"\t-1\ttwo lines');
});
