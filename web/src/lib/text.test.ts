import { describe, expect, test } from 'vitest';
import { describeSpec } from './describe-spec.ts';
import { formatAge, formatBytes, formatDuration } from './format.ts';
import { safeText } from './safe-text.ts';

test('safeText keeps words, lines and tabs and drops control sequences', () => {
  expect(safeText('\u001b[31mred\u001b[0m\tone\r\ntwo\u0007\u202e\u0000')).toBe('red\tone\ntwo');
});

test('formats sizes, durations and ages for people', () => {
  expect([999, 12_345, 4_000_000].map(formatBytes)).toEqual(['999 B', '12.3 kB', '4.0 MB']);
  expect([85.4, 2400, 59_999, 185_000].map(formatDuration)).toEqual([
    '85 ms',
    '2.4 s',
    '1 min 0 s',
    '3 min 5 s',
  ]);
  const now = Date.parse('2026-01-02T00:00:00Z');
  expect(formatAge('2026-01-01T23:57:00Z', now)).toBe('3 minutes ago');
  expect(formatAge('2026-01-01T00:00:00Z', now)).toBe('yesterday');
});

describe('describeSpec', () => {
  const panel = {
    kind: 'bar' as const,
    title: 'Parcels',
    x: null,
    y: null,
    series: [
      {
        name: null,
        color: null,
        confidence: 1,
        points: [
          { x: 'North', y: 42.5 },
          { x: 'South', y: 31 },
          { x: 'East', y: null },
        ],
      },
    ],
    table: null,
    formula: null,
    text: [],
    photo: null,
    confidence: 1,
  };

  test('tells kind, title and the range of the values that were read', () => {
    expect(describeSpec({ version: 1, panels: [panel], notes: [], confidence: 1 })).toBe(
      'Bar chart “Parcels”: 2 values from 31 to 42.5.',
    );
  });

  test('tells the size of a table', () => {
    const table = { header: ['a', 'b'], rows: [['1', '2']], confidence: 1 };
    const tables = [{ ...panel, kind: 'table' as const, title: null, series: [], table }];
    expect(describeSpec({ version: 1, panels: tables, notes: [], confidence: 1 })).toBe(
      'Table: 1 row, 2 columns.',
    );
  });

  test('says so when nothing was read', () => {
    expect(describeSpec({ version: 1, panels: [], notes: [], confidence: 0 })).toBe(
      'Nothing that can be read.',
    );
  });
});
