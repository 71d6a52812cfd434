import { describe, expect, test } from 'vitest';
import { count, verdictOf } from './words.ts';

/** The table of statuses and outcomes, as the api may send them. */
const outcomes = {
  succeeded: ['reproduced', 'differs', 'partial', 'answered'],
  failed: [
    'unreadable_image',
    'code_failed',
    'sandbox_failed',
    'model_unavailable',
    'budget_spent',
    'deadline_exceeded',
    'worker_crashed',
  ],
  cancelled: ['cancelled'],
} as const;

describe('verdictOf', () => {
  const all = Object.entries(outcomes).flatMap(([status, list]) =>
    list.map((outcome) => ({ status: status as keyof typeof outcomes, outcome })),
  );

  test.each(all)('$outcome has words of its own', ({ status, outcome }) => {
    const fallback = verdictOf({ status, outcome: null });
    const verdict = verdictOf({ status, outcome });
    expect(verdict.meaning).not.toBe('');
    expect(verdict).not.toEqual(fallback);
  });

  test('an outcome of a later version shows its status', () => {
    expect(verdictOf({ status: 'failed', outcome: 'something_new' }).short).toBe('Failed');
  });

  test('only what agrees or answers looks good', () => {
    const good = all.filter((job) => verdictOf(job).tone === 'good').map(({ outcome }) => outcome);
    expect(good).toEqual(['reproduced', 'answered']);
  });
});

test('count is singular for exactly one', () => {
  expect([0, 1, 2, 1200].map((n) => count(n, 'finding'))).toEqual([
    '0 findings',
    '1 finding',
    '2 findings',
    '1,200 findings',
  ]);
});
