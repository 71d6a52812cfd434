import { describe, expect, test } from 'vitest';
import { countPictureTokens, countTokens, cutToTokens } from './tokens.ts';

describe('tokens', () => {
  test('of JSON full of numbers are about two characters each, of prose about five', () => {
    const numbers = JSON.stringify(Array.from({ length: 50 }, (_, at) => ({ x: 2000 + at, y: at * 1.25 })));
    expect(numbers.length / countTokens(numbers)).toBeCloseTo(1.7, 0);
    const prose = 'The program draws the numbers of the picture and writes them to a file. '.repeat(5);
    expect(prose.length / countTokens(prose)).toBeGreaterThan(3.5);
  });

  test('are cut at the limit and never inside a character', () => {
    const text = 'one 🙂 two three 123 four';
    for (let limit = 0; limit < 15; limit += 1) {
      const cut = cutToTokens(text, limit);
      expect(countTokens(cut)).toBeLessThanOrEqual(limit);
      expect(cut.isWellFormed()).toBe(true);
    }
    expect(cutToTokens(text, 100)).toBe(text);
  });

  test('of a picture are one for each patch of 28 pixels', () => {
    expect(countPictureTokens(640, 480)).toBe(391);
    expect(countPictureTokens(1, 1)).toBe(4);
    expect(countPictureTokens(40_000, 40_000)).toBe(16_384);
  });
});
