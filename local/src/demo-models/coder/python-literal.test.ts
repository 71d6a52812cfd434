import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pythonLiteral } from './python-literal.ts';

describe('a Python literal', () => {
  test('of a text is one quoted token on one line, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const literal = pythonLiteral(text);
        expect(literal).toMatch(/^"(?:[^"\\]|\\["\\bfnrt]|\\u[0-9a-f]{4}|\\U[0-9a-f]{8})*"$/);
        expect(literal).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]|```/u);
      }),
      { numRuns: 500 },
    );
  });

  test('is read by Python as the text it was made from', () => {
    const texts = [
      ...fc.sample(fc.string({ unit: 'binary', maxLength: 40 }), { numRuns: 300, seed: 1 }),
      ...[
        '"""',
        "'''",
        '\\',
        '\\"',
        '\n"); import os #',
        '\u2028\u202e\u200b',
        '```',
        '\ud800',
        '{x}',
        '%s',
        '🙂',
      ],
    ];
    const literals = `[${texts.map(pythonLiteral).join(',')}]`;
    const done = spawnSync(
      'python3',
      ['-c', 'import ast,json,sys; print(json.dumps(ast.literal_eval(sys.stdin.read())))'],
      {
        input: literals,
        encoding: 'utf8',
      },
    );
    expect(done.stderr).toBe('');
    expect(JSON.parse(done.stdout)).toEqual(texts.map((text) => text.toWellFormed()));
  });

  test('of a number that is not finite, or of nothing, is None', () => {
    expect(pythonLiteral([1.5, Number.NaN, Number.POSITIVE_INFINITY, null, true])).toBe(
      '[1.5, None, None, None, True]',
    );
  });

  test('of a long list is broken into lines that never split an item', () => {
    const literal = pythonLiteral(Array.from({ length: 60 }, (_, at) => `item ${at}`));
    const lines = literal.split('\n');
    expect(lines.length).toBeGreaterThan(3);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(110);
    expect(lines.slice(1, -1).every((line) => line.endsWith(','))).toBe(true);
  });
});
