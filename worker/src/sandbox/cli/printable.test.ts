import { expect, test } from 'vitest';
import { oneLine, printable } from './printable.ts';

test('what would act on a terminal is shown, not sent', () => {
  expect(printable('a\x1b[31mred\x07\r\n\tb\x7f\x9b1m')).toBe('a␛[31mred␇␍\n\tb␡�1m');
  expect(printable('abc\u202edcba')).toBe('abc�dcba');
});

test('letters of any script and emoji stay', () => {
  expect(printable('größer 日本 עברית 👩‍🔬')).toBe('größer 日本 עברית 👩‍🔬');
});

test('a line stays one line and short', () => {
  expect(oneLine('a\nb\t c')).toBe('a b c');
  expect(oneLine('x'.repeat(50), 10)).toBe(`${'x'.repeat(9)}…`);
});
