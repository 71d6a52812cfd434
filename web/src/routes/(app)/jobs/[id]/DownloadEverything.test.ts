import { cleanup, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import DownloadEverything from './DownloadEverything.svelte';

const gone: string[] = [];
beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('location', { assign: (url: string) => gone.push(url), origin: 'http://web.test' });
});
afterEach(() => {
  cleanup();
  gone.length = 0;
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const answer = (status: number, body: object) => new Response(JSON.stringify(body), { status });
const button = () => screen.getByRole<HTMLButtonElement>('button');

test('asks again while the zip is packed, and then begins the download', async () => {
  const asked: [string, string | null][] = [];
  const answers = [
    answer(202, { message: 'The bundle is being built.' }),
    answer(200, { url: 'http://store.test/b.zip', bytes: 2_000_000, expiresAt: '2026-01-31T12:00:00.000Z' }),
  ];
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    asked.push([url, new Headers(init.headers).get('accept')]);
    return answers.shift();
  });
  render(DownloadEverything, { jobId: 'job_1' });
  button().click();
  await vi.advanceTimersByTimeAsync(100);
  expect(button().textContent).toBe('Packing…');
  expect(button().disabled).toBe(true);
  await vi.advanceTimersByTimeAsync(2_500);
  expect(gone).toEqual(['http://store.test/b.zip']);
  expect(asked).toHaveLength(2);
  expect(asked[0]?.[0]).toMatch(/\/v1\/jobs\/job_1\/bundle$/);
  expect(asked[0]?.[1]).toBe('application/json');
  expect(screen.getByText(/The download has begun/)).toBeTruthy();
  expect(button().disabled).toBe(false);
});

test('shows why it could not be packed, and can be asked again', async () => {
  const problem = { status: 503, code: 'unavailable', detail: 'The object storage does not answer now.' };
  vi.stubGlobal('fetch', async () => answer(503, problem));
  render(DownloadEverything, { jobId: 'job_1' });
  button().click();
  await vi.advanceTimersByTimeAsync(100);
  expect(screen.getByRole('alert').textContent).toBe('The object storage does not answer now.');
  expect(button().textContent).toBe('Download everything');
  expect(gone).toEqual([]);
});

test('who leaves the page waits no more', async () => {
  let signal: AbortSignal | null | undefined;
  vi.stubGlobal('fetch', (_url: string, init: RequestInit) => {
    signal = init.signal;
    return new Promise(() => {});
  });
  const { unmount } = render(DownloadEverything, { jobId: 'job_1' });
  button().click();
  await vi.advanceTimersByTimeAsync(10);
  unmount();
  expect(signal?.aborted).toBe(true);
});
