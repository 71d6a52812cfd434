import { describe, expect, test } from 'vitest';
import { createFaults } from './faults.ts';

describe('planted faults', () => {
  test('with @N are in the first N answers to the same question', () => {
    const faults = createFaults('code:runtime_error@2');
    expect(['a', 'a', 'b', 'a', 'b'].map((question) => faults.take('code', question))).toEqual([
      'runtime_error',
      'runtime_error',
      'runtime_error',
      null,
      'runtime_error',
    ]);
  });

  test('without a number are in every answer of that role and no other', () => {
    const faults = createFaults(' reasoning:down , ');
    expect([1, 2, 3].map(() => faults.take('reasoning', 'a'))).toEqual(['down', 'down', 'down']);
    expect(faults.take('vision', 'a')).toBeNull();
  });

  test('with @N spare a question that begins with a repair', () => {
    const faults = createFaults('code:syntax_error@1');
    expect(faults.take('code', 'a', { continues: true })).toBeNull();
    expect(faults.take('code', 'a')).toBe('syntax_error');
  });

  test.each(['code:explode', 'vision:undefined_name', 'code', 'code:down@0'])(
    'refuse %s by name',
    (setting) => {
      expect(() => createFaults(setting)).toThrow(`DEMO_FAULTS has "${setting}"`);
    },
  );

  test('are none when nothing is set', () => {
    expect(createFaults().take('code', 'a')).toBeNull();
  });
});
