import { expect, test } from 'vitest';
import { preferredWaitMs } from './preferred-wait.ts';

test.each([
  [undefined, null],
  ['respond-async', null],
  ['wait=5', 5000],
  ['respond-async, wait=10', 10_000],
  ['wait=3600', 60_000],
  ['wait=soon', null],
  ['nowait=5', null],
])('Prefer: %s waits %s ms', (prefer, ms) => {
  expect(preferredWaitMs(prefer)).toBe(ms);
});
