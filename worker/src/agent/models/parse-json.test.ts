import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { fitToSchema } from './fit-to-schema.ts';
import { isLooping } from './looping.ts';
import { parseJson } from './parse-json.ts';

describe('the JSON of an answer', () => {
  test.each<[string, string, unknown]>([
    ['is the whole text', '{"a": 1}', { a: 1 }],
    ['stands between words', 'Sure! {"a": {"b": "}"}} Enjoy.', { a: { b: '}' } }],
    ['stands in a fence', 'Here:\n```json\n{"a": 1}\n```\nDone.', { a: 1 }],
    [
      'is the longest of several fences',
      '```json\n{"a": 1}\n```\n```json\n{"a": 1, "b": 2}\n```',
      { a: 1, b: 2 },
    ],
    [
      'has null for numbers that are none',
      '{"a": NaN, "b": -Infinity, "c": "NaN"}',
      { a: null, b: null, c: 'NaN' },
    ],
    ['keeps the last of duplicate keys', '{"a": 1, "a": 2}', { a: 2 }],
    ['keeps a quoted brace that is escaped', '{"a": "\\"{"}', { a: '"{' }],
  ])('%s', (_what, text, value) => {
    const parsed = parseJson(text);
    expect(parsed.ok && parsed.values[0]).toEqual(value);
  });

  test.each([
    ['no_json', 'I would rather talk.'],
    ['no_json', ''],
    ['broken_json', '{"a": [1, 2'],
    ['broken_json', "{'a': 1}"],
    ['broken_json', '{"a": 1 "b": 2}'],
  ])('is named %s where there is none: %s', (kind, text) => {
    expect(parseJson(text)).toEqual({ ok: false, kind });
  });

  test('that nests without end is no answer, and no end of ours', () => {
    const deep = `{"a": ${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    const parsed = parseJson(deep);
    const values = parsed.ok ? parsed.values : [];
    expect(values.map((value) => fitToSchema(z.object({ a: z.string() }), value))).not.toContainEqual({});
    expect(parseJson('{'.repeat(1_000_000))).toEqual({ ok: false, kind: 'broken_json' });
  });
});

describe('a text loops', () => {
  test.each([
    ['!'.repeat(3_000), true],
    ['I see a chart. '.repeat(300), true],
    [`Fine so far. ${'0, '.repeat(1_000)}`, true],
    ['0, '.repeat(100), false],
    [Array.from({ length: 900 }, (_, i) => `{"x": ${i}, "y": 0}`).join(', '), false],
  ])('case %#', (text, loops) => expect(isLooping(text)).toBe(loops));
});
