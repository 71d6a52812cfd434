import { readFile } from 'node:fs/promises';
import { AppError } from '@snaprun/core/errors';
import { DrizzleQueryError } from 'drizzle-orm/errors';
import { describe, expect, test } from 'vitest';
import { statusOf, toAppError } from './errors.ts';

const failed = (code: string) => Object.assign(new Error('secret words of the driver'), { code });

describe('an error as people see it', () => {
  test.each(['57P01', '57014', '08006', '53300', '40P01', 'ECONNREFUSED', 'CONNECT_TIMEOUT'])(
    'of a database that is away or busy (%s) asks to try again',
    (code) => {
      const error = toAppError(new DrizzleQueryError('select 1', [], failed(code)));
      expect(error).toMatchObject({ code: 'unavailable', message: expect.stringContaining('database') });
    },
  );

  test('of the storage names the storage, also when its connection was refused', () => {
    const error = toAppError(Object.assign(failed('ECONNREFUSED'), { $metadata: {} }));
    expect(error).toMatchObject({ code: 'unavailable', message: expect.stringContaining('object storage') });
  });

  test.each([new Error('x'), new DrizzleQueryError('select 1', [], failed('23505')), 'thrown text', null])(
    'that is a defect of ours says nothing of its cause',
    (thrown) => {
      const error = toAppError(thrown);
      expect(error.code).toBe('internal');
      expect(error.message).not.toMatch(/secret|select/);
    },
  );

  test('of ours stays what it is', () => {
    const error = new AppError('gone', 'The link has ended.');
    expect(toAppError(error)).toBe(error);
  });
});

test('docs/api.md lists every code with its status, and no other', async () => {
  const page = await readFile(new URL('../../docs/api.md', import.meta.url), 'utf8');
  const listed = [...page.matchAll(/^\| `(\w+)` \| (\d{3}) \|/gm)].map(([, code, status]) => [
    code,
    Number(status),
  ]);
  expect(Object.fromEntries(listed)).toEqual(statusOf);
});
