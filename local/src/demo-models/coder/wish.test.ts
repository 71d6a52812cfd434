import { describe, expect, test } from 'vitest';
import { mentions, parseWish } from './wish.ts';

const nothing = {
  kind: null,
  log: false,
  only: null,
  sort: null,
  title: null,
  questions: [],
  understood: true,
};

describe('a wish', () => {
  test.each([
    '',
    '(none)',
    'Give me the data as CSV',
    'Only the CSV',
    'Recreate this chart with only the numbers',
  ])('of %j is what is done anyway', (instruction) => {
    expect(parseWish(instruction)).toEqual(nothing);
  });

  test.each([
    ['as a horizontal bar chart', { kind: 'horizontal_bar' }],
    ['Draw it as a line chart with a log scale', { kind: 'line', log: true }],
    ['sorted ascending', { sort: 'ascending' }],
    ['sort by name', { sort: 'label' }],
    ['rank them, highest first', { sort: 'descending', questions: [] }],
    ['only 2020 and 2021', { only: '2020 and 2021' }],
    ['with the title "Sales in 2024"', { title: 'Sales in 2024' }],
    ['Which region is the highest?', { questions: ['highest'] }],
    ['What is the average, and the total?', { questions: ['average', 'total'] }],
    ['Who grew fastest', { questions: ['growth'] }],
    ['What was Wind in 2021?', { questions: ['value'] }],
    ['translate to Klingon', { understood: false }],
  ])('of "%s" is understood', (instruction, wish) => {
    expect(parseWish(instruction)).toMatchObject(wish);
  });

  test('names a label as a whole word, in any case', () => {
    expect(mentions('only north and EAST', 'East')).toBe(true);
    expect(mentions('only the northern ones', 'North')).toBe(false);
    expect(mentions('in 2021', 2021)).toBe(true);
    expect(mentions('anything', '')).toBe(false);
  });
});
