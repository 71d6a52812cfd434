import type { Axis, Panel, Spec, Table } from '@snaprun/core/spec';
import { describe, expect, test } from 'vitest';
import { barSpec } from '../agent/test-bench.ts';
import { checkReading } from './check-reading.ts';
import { dateIn } from './date-in.ts';

const [barPanel] = barSpec.panels as [Panel];
const spec = (...panels: Partial<Panel>[]): Spec => ({
  ...barSpec,
  panels: panels.map((panel) => ({ ...barPanel, ...panel })),
});
const axis = (change: Partial<Axis>): Axis => ({
  ...{ label: null, unit: null, scale: 'linear', min: null, max: null, ticks: [] },
  ...change,
});
const series = (...values: (number | null)[]) => ({
  ...{ name: null, color: null, confidence: 0.9 },
  points: values.map((y, i) => ({ x: `c${i}`, y })),
});
const table = (header: string[], ...rows: string[][]): Partial<Panel> => ({
  ...{ kind: 'table' as const, x: null, y: null, series: [] },
  table: { header, rows, confidence: 0.9 } satisfies Table,
});
const rules = (...panels: Partial<Panel>[]) => checkReading(spec(...panels)).map(({ rule }) => rule);

test('a reading that adds up has no findings', () => {
  expect(checkReading(barSpec)).toEqual([]);
  expect(checkReading({ ...barSpec, panels: [] })).toEqual([]);
});

test('a finding is a warning of the reader with a sentence that says where, and blocks nothing', () => {
  const odd = { y: axis({ ticks: [0, 10, 5] }) };
  expect(checkReading(spec(odd))).toEqual([
    {
      ...{ tool: 'reader', rule: 'TICKS_ORDER', severity: 'warning', line: null, column: null },
      ...{ message: 'The ticks of the vertical axis are in no order: 0, 10, 5.', url: null, blocking: false },
    },
  ]);
  expect(checkReading(spec({}, odd))[0]?.message).toMatch(/: 0, 10, 5 in panel 2 \(“Sales”\)\.$/);
});

test('a reading that is wrong everywhere is told in twenty findings', () => {
  const odd = {
    y: axis({ ticks: [0, 10, 5], min: 5, max: 5 }),
    x: axis({ ticks: [0, 10, 5], min: 5, max: 5 }),
  };
  expect(rules(...Array.from({ length: 9 }, () => odd))).toHaveLength(20);
});

describe('ticks', () => {
  test.each([
    ['even', [0, 10, 20, 30]],
    ['from the top down', ['30', '20', '10', '0']],
    ['with one that was not read', [0, 10, 30, 40]],
    ['rounded', [0, 0.33, 0.67, 1]],
    ['with thousands', ['0', '1,500', '3,000']],
    ['names among numbers', ['0', 'n/a', '5', '1']],
    ['only two', [5, 1]],
  ])('%s are as they can be', (_, ticks) => {
    expect(rules({ y: axis({ ticks }) })).toEqual([]);
  });

  test.each([
    ['TICKS_SPACING', 'linear', [0, 10, 23, 30]],
    ['TICKS_SPACING', 'linear', [1, 10, 100, 1000]],
    ['TICKS_ORDER', 'linear', [0, 20, 10]],
    ['TICKS_LOG', 'log', [0, 1, 10]],
    ['TICKS_LOG', 'log', [10, 20, 30, 40]],
    ['DATES_ORDER', 'date', ['2021', '2023', '2022']],
  ] as const)('%s is told of a %s axis with %j', (rule, scale, ticks) => {
    expect(rules({ x: axis({ scale, ticks: [...ticks] }) })).toEqual([rule]);
  });

  test.each([
    ['log', [1, 10, 100]],
    ['log', [1, 2, 5, 10, 20]],
    ['date', ['Nov 2023', 'Dec 2023', 'Jan 2024']],
    ['date', ['Nov', 'Dec', 'Jan']],
    ['category', [3, 1, 2]],
  ] as const)('of a %s axis may be %j', (scale, ticks) => {
    expect(rules({ x: axis({ scale, ticks: [...ticks] }) })).toEqual([]);
  });
});

describe('values', () => {
  test('outside of their axis are told once, with the first', () => {
    const [finding] = checkReading(spec({ series: [series(10, 30, -5)] }));
    expect(finding).toMatchObject({ rule: 'VALUE_OUT_OF_RANGE' });
    expect(finding?.message).toBe('The value 30 at “c1” is outside of its axis (0 to 20), and 1 more.');
  });

  test('a little above the axis, or without a known axis, are no news', () => {
    expect(rules({ series: [series(10, 20.5)] })).toEqual([]);
    expect(rules({ series: [series(10, 500)], y: null })).toEqual([]);
  });

  test('of horizontal bars lie on the horizontal axis', () => {
    const horizontal = { kind: 'horizontal_bar' as const, x: axis({ min: 0, max: 20 }), y: null };
    expect(rules({ ...horizontal, series: [series(10, 15)] })).toEqual([]);
    expect(rules({ ...horizontal, series: [series(10, 99)] })).toEqual(['VALUE_OUT_OF_RANGE']);
  });

  test('on a log axis stick out when they are a multiple of its end', () => {
    const y = axis({ scale: 'log', min: 1, max: 1000 });
    expect(rules({ y, series: [series(1.1, 1050)] })).toEqual([]);
    expect(rules({ y, series: [series(0.1, 100)] })).toEqual(['VALUE_OUT_OF_RANGE']);
  });

  test('of which three are one and the same are suspicious', () => {
    expect(rules({ series: [series(7, 7, 7)] })).toEqual(['VALUES_ALIKE']);
    expect(rules({ series: [series(7, 7)] })).toEqual([]);
  });
});

describe('shares', () => {
  const pie = (...values: number[]) => ({
    kind: 'pie' as const,
    x: null,
    y: null,
    series: [series(...values)],
  });

  test.each([[[50, 30, 20]], [[34, 33, 32]], [[0.5, 0.5]], [[120, 80, 45]], [[34, 33, 34]]])(
    'of %j are whole or no percentages at all',
    (values) => {
      expect(rules(pie(...values))).toEqual([]);
    },
  );

  test('that are nearly a whole are told with their sum', () => {
    const [finding] = checkReading(spec(pie(50, 30, 12)));
    expect(finding?.message).toBe('The slices add up to 92, not to 100.');
  });

  test('of a stack of percentages add up in each stack', () => {
    const stacked = (second: number) => ({
      ...{ kind: 'stacked_bar' as const, y: axis({ unit: '%', min: 0, max: 100 }) },
      series: [series(60, 40), series(40, second)],
    });
    expect(rules(stacked(60))).toEqual([]);
    expect(rules(stacked(50))).toEqual(['SHARES_SUM']);
  });
});

describe('a table', () => {
  test('adds up where it says so, in rows and in columns', () => {
    const rows = [
      ['North', '10', '2.50', '12.50'],
      ['South', '20', '1.25', '21.25'],
      ['Total', '30', '3.75', '33.75'],
    ];
    expect(rules(table(['Region', 'Units', 'Fees', 'Total'], ...rows))).toEqual([]);
    const wrong = rows.map((row) => row.with(1, row[1] === '30' ? '31' : (row[1] ?? '')));
    const [finding] = checkReading(spec(table(['Region', 'Units', 'Fees', 'Sum of it'], ...wrong)));
    expect(finding).toMatchObject({ rule: 'TABLE_TOTAL' });
    expect(finding?.message).toBe('The total of “Units” was read as 31, but its parts add up to 30.');
  });

  test('counts a subtotal once, and takes an average for no total', () => {
    const rows = [
      ['A', '1', '10 %'],
      ['B', '2', '20 %'],
      ['Subtotal', '3', '15 %'],
      ['C', '4', '30 %'],
      ['Total', '7', '21 %'],
    ];
    expect(rules(table(['Item', 'Count', 'Rate'], ...rows))).toEqual([]);
  });

  test('with percentages that are nearly a whole has one that was misread', () => {
    const parts = (last: string) =>
      table(['Party', '%'], ['A', '40.5'], ['B', '30.2'], ['C', '20.1'], ['D', last]);
    expect(rules(parts('9.2'))).toEqual([]);
    expect(rules(parts('4.2'))).toEqual(['SHARES_SUM']);
    expect(rules(table(['Party', '%'], ['A', '33'], ['B', '33'], ['C', '33']))).toEqual([]);
    expect(rules(table(['City', 'Growth %'], ['A', '3'], ['B', '2'], ['C', '4']))).toEqual([]);
  });

  test('has as many cells in each row as in its header', () => {
    const [finding] = checkReading(spec(table(['a', 'b'], ['1', '2'], ['3'])));
    expect(finding?.message).toBe('Row 2 of the table has 1 cells where 2 are expected.');
  });
});

test.each([
  ['2024-07', 2024.5],
  ['2024', 2024],
  [2024, 2024],
  ['Jul 2024', 2024.5],
  ['July 24', 2024.5],
  ['Q3 2024', 2024.5],
  ['7/2024', 2024.5],
  ['2024-13', null],
  ['Jul', null],
  ['1/2/2024', null],
])('the date %s is %s', (tick, year) => expect(dateIn(tick)).toBe(year));
