import { describe, expect, test } from 'vitest';
import { cleanText, mendSiblings } from './mend-labels.ts';

function mended(texts: string[]): string[] {
  const labels = texts.map((text) => ({ text }));
  mendSiblings(labels);
  return labels.map((l) => l.text);
}

describe('cleanText', () => {
  test('drops stray rules and invisible characters and keeps signs and brackets', () => {
    expect(cleanText('| Sales (k€) |')).toBe('Sales (k€)');
    expect(cleanText('a\u200bb\u0007c')).toBe('a b c');
    expect(cleanText('-12')).toBe('-12');
    expect(cleanText('—— Hydro')).toBe('Hydro');
  });

  test('cuts what is too long', () => {
    expect(cleanText('x'.repeat(500))).toHaveLength(120);
  });
});

describe('mendSiblings', () => {
  test('a look-alike letter after a letter is a digit when the others have digits', () => {
    expect(mended(['Ql', 'Q2', 'Q3', 'Q4'])).toEqual(['Q1', 'Q2', 'Q3', 'Q4']);
  });

  test('a lone capital read twice is one letter', () => {
    expect(mended(['A', 'B', 'Cc', 'D'])).toEqual(['A', 'B', 'C', 'D']);
  });

  test('one case for the letter before numbers', () => {
    expect(mended(['W1', 'w2', 'W3'])).toEqual(['W1', 'W2', 'W3']);
  });

  test('words stay as they are', () => {
    expect(mended(['Oslo', 'Lima', 'Bill'])).toEqual(['Oslo', 'Lima', 'Bill']);
  });
});
