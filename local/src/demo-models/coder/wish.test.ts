import { describe, expect, test } from 'vitest';
import { mentions } from './apply-wish.ts';
import { mergeWishes, parseWish } from './wish.ts';

const nothing = {
  ...{ kind: null, log: null, sort: null, title: null, color: null, turn: null },
  ...{ only: null, without: null, top: null, conditions: [] },
  ...{ marks: [], questions: [], reset: false, understood: true },
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
    [
      'how many are above 40?',
      { questions: ['count'], conditions: [{ of: 'value', is: 'above', bound: 40 }] },
    ],
    ['What is the difference between East and West?', { questions: ['difference'] }],
    ['what share does North have?', { questions: ['share'] }],
    ['show the top 3', { top: { n: 3, of: 'largest' }, questions: [] }],
    ['only the two smallest', { top: { n: 2, of: 'smallest' }, questions: [] }],
    ['the last three years', { top: { n: 3, of: 'last' } }],
    ['since 2020', { conditions: [{ of: 'label', is: 'above', inclusive: true, bound: 2020 }] }],
    ['without Wind', { without: 'Wind' }],
    ['make the bars green', { color: '#2ca02c' }],
    ['in #ff0000 please', { color: '#ff0000' }],
    ['a rust-coloured mood', { color: null }],
    ['add the average', { marks: ['average'], questions: [] }],
    ['put the values on the bars and a grid', { marks: ['values', 'grid'] }],
    ['as percentages', { turn: 'percent' }],
    ['Change the title to Sales by region', { title: 'Sales by region' }],
    ['without a title', { title: '', without: null }],
    ['back to a linear scale', { log: false, understood: true }],
    ['Could you make it a pie chart?', { kind: 'pie', questions: [] }],
    ['undo that', { reset: true }],
    ['write it in R', { understood: true, questions: [] }],
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

describe('the wishes of a conversation', () => {
  const merged = (...said: string[]) => {
    const wishes = said.map(parseWish);
    return mergeWishes(wishes.slice(0, -1), wishes.at(-1) ?? parseWish(''));
  };

  test('hold until the last word on the same thing', () => {
    expect(merged('as a line chart, log scale', 'make it red', 'as a pie')).toMatchObject({
      ...{ kind: 'pie', log: true, color: '#d62728' },
    });
    expect(merged('log scale', 'linear again')).toMatchObject({ log: false });
  });

  test('ask their questions once', () => {
    expect(merged('Which is highest?', 'as CSV').questions).toEqual([]);
  });

  test('are forgotten when somebody goes back', () => {
    expect(merged('as a pie', 'undo that')).toMatchObject({ kind: null });
    expect(merged('as a pie', 'undo that', 'in red')).toMatchObject({ kind: null, color: '#d62728' });
  });
});
