import { expect, test } from 'vitest';
import { createKeptOutput } from './kept-output.ts';

test('a character cut between two chunks stays whole', () => {
  const kept = createKeptOutput();
  const bytes = Buffer.from('größer');
  expect(kept.push(bytes.subarray(0, 3)) + kept.push(bytes.subarray(3)) + kept.end()).toBe('größer');
  expect(kept.text()).toEqual({ text: 'größer', truncated: false });
});

test('NUL and bytes that are not UTF-8 become the replacement character', () => {
  const kept = createKeptOutput();
  kept.push(Buffer.from([0x61, 0, 0xff, 0x62]));
  expect(kept.text().text).toBe('a\uFFFD\uFFFDb');
});

test('of long output the beginning and the end are kept, and how much is missing is said', () => {
  const kept = createKeptOutput();
  for (let line = 0; line < 20_000; line++) kept.push(Buffer.from(`line ${line}\n`));
  const { text, truncated } = kept.text();
  expect(truncated).toBe(true);
  expect(text.startsWith('line 0\nline 1\n')).toBe(true);
  expect(text.endsWith('line 19999\n')).toBe(true);
  expect(text).toMatch(/… \d+ characters left out …/);
  expect(text.length).toBeLessThan(66_000);
});
