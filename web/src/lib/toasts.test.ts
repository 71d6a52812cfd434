import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Toasts } from './toasts.svelte.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a message goes by itself, unless it is held or asks something', () => {
  const toasts = new Toasts();
  toasts.add({ title: 'goes' });
  toasts.add({ title: 'held' });
  toasts.add({ title: 'asks', actions: [{ label: 'yes', do: () => {} }] });
  toasts.hold(1);
  vi.advanceTimersByTime(60_000);
  expect(toasts.list.map(({ title }) => title)).toEqual(['held', 'asks']);
  toasts.resume(1);
  vi.advanceTimersByTime(60_000);
  expect(toasts.list.map(({ title }) => title)).toEqual(['asks']);
});

test('the oldest make room for more than four', () => {
  const toasts = new Toasts();
  for (const title of ['a', 'b', 'c', 'd', 'e']) toasts.add({ title });
  expect(toasts.list.map(({ title }) => title)).toEqual(['b', 'c', 'd', 'e']);
});
