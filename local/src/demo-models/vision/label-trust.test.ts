import { describe, expect, test } from 'vitest';
import { trustIn, withoutStrays } from './label-trust.ts';

const label = (text: string, confidence: number) => ({ text, confidence });

describe('names under an axis', () => {
  test('a scrap among longer names is dropped, short names among short ones stay', () => {
    const names = [label('Mon', 0.95), label('a,', 0.53), label('Tue', 0.96), label('Wed', 0.96)];
    expect(withoutStrays(names).map(({ text }) => text)).toEqual(['Mon', 'Tue', 'Wed']);
    const quarters = [label('Q1', 0.4), label('Q2', 0.9), label('Q3', 0.9)];
    expect(withoutStrays(quarters)).toEqual(quarters);
  });

  test('names that were hardly read make a reading unsure', () => {
    expect(trustIn([label('Mon', 0.95), label('Tue', 0.9)])).toBe(1);
    expect(trustIn([label('av', 0.81), label('Log', 0.29), label('RY', 0.49)])).toBeLessThan(0.5);
    expect(trustIn([label('Q1', 0), label('Q2', 0.9)])).toBe(1);
  });
});
