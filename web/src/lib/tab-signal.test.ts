import { afterEach, expect, test, vi } from 'vitest';
import { createTabSignal } from './tab-signal.ts';

let stop = () => {};
afterEach(() => stop());

test('marks the title, also when a page sets another, and the icon; and takes both back', async () => {
  document.head.innerHTML = '<link rel="icon" href="/favicon.svg"><title>Jobs</title>';
  const icon = () => document.querySelector('link[rel=icon]')?.getAttribute('href');
  const signal = createTabSignal();
  stop = signal.stop;
  signal.show('running');
  expect([document.title, icon()]).toEqual(['● Jobs', '/favicon-running.svg']);
  document.title = 'Settings';
  await vi.waitFor(() => expect(document.title).toBe('● Settings'));
  signal.show('finished');
  expect([document.title, icon()]).toEqual(['✓ Settings', '/favicon-finished.svg']);
  signal.stop();
  expect([document.title, icon()]).toEqual(['Settings', '/favicon.svg']);
});
