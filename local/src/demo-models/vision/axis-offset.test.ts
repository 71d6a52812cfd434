import { expect, test } from 'vitest';
import { parseOffset } from './axis-offset.ts';

test('only a plus and a power of ten is an offset', () => {
  expect(parseOffset('+2e3')).toBe(2000);
  expect(parseOffset('+1.99e3')).toBe(1990);
  expect(parseOffset('Year')).toBeNull();
  expect(parseOffset('2012')).toBeNull();
});
