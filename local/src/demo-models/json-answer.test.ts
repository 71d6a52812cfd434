import { Spec } from '@snaprun/core/spec';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { fitAnswer } from './json-answer.ts';
import { smallestInstance } from './schema-instance.ts';

describe('an answer under a schema', () => {
  test('stays as it is when it fits', () => {
    const schema = z.toJSONSchema(
      z.object({ thought: z.string().max(300), action: z.enum(['look', 'finish']) }),
    );
    const answer = JSON.stringify({ thought: 'I look.', action: 'look' });
    expect(fitAnswer(answer, schema)).toBe(answer);
  });

  test('becomes the smallest value that fits when it does not', () => {
    const schema = z.toJSONSchema(z.object({ action: z.enum(['finish']), input: z.object({}) }));
    expect(fitAnswer('{"action":"look","input":{}}', schema)).toBe('{"action":"finish","input":{}}');
    expect(fitAnswer('prose', schema)).toBe('{"action":"finish","input":{}}');
  });

  test('can be an empty reading of a picture', () => {
    const smallest = smallestInstance(z.toJSONSchema(Spec));
    expect(Spec.parse(smallest)).toEqual({ version: 1, panels: [], notes: [], confidence: 0 });
  });

  test('follows references, choices and limits', () => {
    const schema = {
      $defs: { level: { type: 'integer', exclusiveMinimum: 2 } },
      type: 'object',
      properties: {
        level: { $ref: '#/$defs/level' },
        name: { type: 'string', minLength: 2 },
        maybe: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        list: { type: 'array', items: { const: 'a' }, minItems: 2 },
        flag: { type: 'boolean' },
      },
      required: ['level', 'name', 'maybe', 'list', 'flag'],
    };
    expect(smallestInstance(schema)).toEqual({
      level: 3,
      name: 'xx',
      maybe: null,
      list: ['a', 'a'],
      flag: false,
    });
  });

  test('ends for a schema that refers to itself', () => {
    const schema = { type: 'object', properties: { next: { $ref: '#' } }, required: ['next'] };
    expect(JSON.stringify(smallestInstance(schema))).toContain('null');
  });
});
