import { describe, expect, test } from 'vitest';
import { safeFileName } from './file-names.ts';

describe('a file name', () => {
  test.each([
    ['chart.png', 'chart.png'],
    ['Диаграмма 图表 📊.png', 'Диаграмма 图表 📊.png'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\ann\\chart.png', 'chart.png'],
    ['two\nlines\r\t.png', 'twolines.png'],
    ['exe\u202egnp.png', 'exegnp.png'],
    ['..', 'picture'],
    ['folder/', 'picture'],
    ['', 'picture'],
  ])('%j is kept as %j', (given, kept) => {
    expect(safeFileName(given)).toBe(kept);
  });

  test('longer than 255 characters is shortened and keeps its extension, never half a character', () => {
    const short = safeFileName(`${'📊'.repeat(300)}.jpeg`);
    expect(Array.from(short)).toHaveLength(255);
    expect(short.endsWith('📊.jpeg')).toBe(true);
    expect(short.isWellFormed()).toBe(true);
  });
});
