import { describe, expect, test } from 'vitest';
import { parseNumber } from './numbers.ts';

describe('parseNumber', () => {
  test.each([
    ['0', 0],
    ['1,200,000', 1_200_000],
    ['-0.5', -0.5],
    ['−60', -60],
    ['0,75', 0.75],
    ['.5', 0.5],
    ['3.5K', 3500],
    ['2M', 2_000_000],
    ['1e6', 1e6],
    ['12 500', 12_500],
    ['1.234.567', 1_234_567],
  ])('reads %s', (text, value) => {
    expect(parseNumber(text)?.value).toBe(value);
  });

  test('keeps the unit written with the number', () => {
    expect(parseNumber('40%')).toEqual({ value: 40, unit: '%' });
    expect(parseNumber('40%-')).toEqual({ value: 40, unit: '%' });
    expect(parseNumber('30 -')).toEqual({ value: 30, unit: null });
    expect(parseNumber('$20')).toEqual({ value: 20, unit: '$' });
  });

  test.each(['', 'North', 'Q1', '1-2', '12.3.4', '--', 'K'])('%j is no number', (text) => {
    expect(parseNumber(text)).toBeNull();
  });

  test('takes look-alike letters for digits only when asked to, and not in words', () => {
    expect(parseNumber('1O0')).toBeNull();
    expect(parseNumber('1O0', true)?.value).toBe(100);
    expect(parseNumber('Sol', true)).toBeNull();
  });
});
