import { describe, expect, test } from 'vitest';
import { dayOf, likeness, numberOf, sameLabel } from './labels.ts';

describe('labels', () => {
  test.each([
    ['1,200', 1200],
    ['€ 3.50', 3.5],
    ['12.5%', 12.5],
    ['−4', -4],
    ['+7', 7],
    ['.5', 0.5],
    ['1e3', 1000],
    ['', null],
    ['Q1', null],
    ['2023-04', null],
    ['-', null],
  ])('%j is the number %j', (text, number) => expect(numberOf(text)).toBe(number));

  test('likeness is one minus edits over the longer length', () => {
    expect(likeness('Revenue', 'revenue')).toBe(1);
    expect(likeness('abcde', 'abcdX')).toBeCloseTo(0.8);
    expect(likeness('abc', '')).toBe(0);
    expect(likeness('', '')).toBe(1);
  });

  test('labels are the same from 80 % on, and different numbers never are', () => {
    expect(sameLabel('France', 'Francc')).toBeGreaterThan(0.8);
    expect(sameLabel('Q1', 'Ql')).toBe(0);
    expect(sameLabel('2021', 2021)).toBe(1);
    expect(sameLabel('2021', '2022')).toBe(0);
    expect(sameLabel('10,000', '10,001')).toBe(0);
  });

  test('a month is its first day', () => {
    expect(dayOf('1970-01-02')).toBe(1);
    expect(dayOf('2024-03')).toBe(dayOf('2024-03-01'));
    expect(dayOf('2024')).toBeNull();
  });
});
