import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { keepLinksFresh } from './keep-links-fresh.ts';

const minutes = (count: number) => vi.advanceTimersByTimeAsync(count * 60_000);
let stop = () => {};
beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('links on an open page', () => {
  test('are asked for again before their quarter of an hour is over, again and again', async () => {
    const reload = vi.fn(async () => {});
    stop = keepLinksFresh(reload);
    await minutes(9);
    expect(reload).not.toHaveBeenCalled();
    await minutes(2);
    expect(reload).toHaveBeenCalledTimes(1);
    await minutes(11);
    expect(reload).toHaveBeenCalledTimes(2);
  });

  test('are asked for again soon when that failed', async () => {
    const reload = vi.fn(async () => {}).mockRejectedValueOnce(new Error('offline'));
    stop = keepLinksFresh(reload);
    await minutes(11);
    expect(reload).toHaveBeenCalledTimes(2);
  });

  test('wait while nobody looks, and are renewed at once when somebody does', async () => {
    const shown = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    const reload = vi.fn(async () => {});
    stop = keepLinksFresh(reload);
    await minutes(60);
    expect(reload).not.toHaveBeenCalled();
    shown.mockReturnValue('visible');
    document.dispatchEvent(new Event('visibilitychange'));
    expect(reload).toHaveBeenCalledTimes(1);
  });

  test('are left alone once the page is gone', async () => {
    const reload = vi.fn(async () => {});
    keepLinksFresh(reload)();
    await minutes(60);
    expect(reload).not.toHaveBeenCalled();
  });
});
