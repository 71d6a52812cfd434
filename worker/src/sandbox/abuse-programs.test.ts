import { describe, expect, test } from 'vitest';
import { abusePrograms, parseAbuseProgram } from './abuse-programs.ts';

const parse = (...notes: string[]) => parseAbuseProgram('family/name.py', `${notes.join('\n')}\nimport os\n`);

describe('the first lines of a hostile program', () => {
  test('say what must come of it', () => {
    const program = parse(
      '# It tries.',
      '# expect: ok|error',
      '# says: ^a$',
      '# files: b.csv a.csv',
      '# wallMs: 700',
    );
    expect(program).toMatchObject({ name: 'family/name', family: 'family', limits: { wallMs: 700 } });
    expect(program.expectation('docker', 'runc')).toEqual({
      statuses: ['ok', 'error'],
      says: /^a$/m,
      files: ['a.csv', 'b.csv'],
    });
  });

  test('may except a driver, or one runtime of it, with the reason', () => {
    const why = ['# why[docker]: x', '# why[docker/runsc]: y'];
    const { expectation } = parse(
      '# expect: ok',
      '# expect[docker]: error',
      '# expect[docker/runsc]: killed',
      ...why,
    );
    expect(expectation('bubblewrap', 'bwrap 0.11').statuses).toEqual(['ok']);
    expect(expectation('docker', 'runc').statuses).toEqual(['error']);
    expect(expectation('docker', 'runsc 2024').statuses).toEqual(['killed']);
  });

  test.each([
    ['nothing to expect', ['# It tries.'], 'does not say what to expect'],
    ['a misspelt note', ['# expect: ok', '# say: x'], 'unknown note'],
    ['an exception without a reason', ['# expect: ok', '# expect[docker]: error'], 'does not say why'],
  ])('with %s are refused', (_what, notes, message) => {
    expect(() => parse(...notes)).toThrow(message);
  });
});

test('every program says what it tries, and there are many', () => {
  const programs = abusePrograms();
  expect(programs.length).toBeGreaterThanOrEqual(64);
  for (const { name, code } of programs) expect(code, name).toMatch(/^# (?!expect|slow|says).{20,}[.]\n# /);
});
