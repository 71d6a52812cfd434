import type { Database } from '@snaprun/core/database';
import { describe, expect, test } from 'vitest';
import { onceHeard } from './once-heard.ts';

/** A database that does not answer the first questions. */
function awayFor(questions: number) {
  let asked = 0;
  const db = {
    execute: async () => {
      asked += 1;
      if (asked === 1) return [{ transaction_read_only: 'on' }];
      if (asked <= questions) throw new Error('connect ECONNREFUSED');
      return [{ transaction_read_only: 'off' }];
    },
  } as unknown as Database['db'];
  return { db, asked: () => asked };
}

const failing = async () => {
  throw new Error('A query failed.');
};

describe('a task that fails while Postgres is away', () => {
  test('ends with its own error, and only when Postgres answers again', async () => {
    const { db, asked } = awayFor(2);
    await expect(onceHeard(db, undefined, failing)).rejects.toThrow('A query failed.');
    expect(asked()).toBe(3);
  });

  test('ends at once when the worker stops', async () => {
    const { db, asked } = awayFor(Number.POSITIVE_INFINITY);
    await expect(onceHeard(db, AbortSignal.abort(), failing)).rejects.toThrow('A query failed.');
    expect(asked()).toBe(0);
  });

  test('is not asked about when it ends well', async () => {
    const { db, asked } = awayFor(0);
    expect(await onceHeard(db, undefined, async () => 'done')).toBe('done');
    expect(asked()).toBe(0);
  });
});
