import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { moveInList } from './move-in-list.ts';

const edges = { toggle: vi.fn(), remove: vi.fn() };
const rows = () => [...document.querySelectorAll<HTMLElement>('[data-job-row]')];
const press = (key: string, more: KeyboardEventInit = {}) =>
  document.activeElement?.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }),
  );

beforeEach(() => {
  document.body.innerHTML = `<ul>${'<li><input><a href="/" data-job-row>x</a></li>'.repeat(3)}</ul>`;
  document.querySelector('ul')?.addEventListener('keydown', (event) => moveInList(event, edges));
});
afterEach(() => vi.clearAllMocks());

test('arrows, Home and End move from link to link and stop at the ends', () => {
  rows()[0]?.focus();
  const visited = ['ArrowUp', 'ArrowDown', 'End', 'ArrowDown', 'Home'].map((key) => {
    press(key);
    return rows().indexOf(document.activeElement as HTMLElement);
  });
  expect(visited).toEqual([0, 1, 2, 2, 0]);
});

test('x selects and Delete removes the row that holds the focus', () => {
  rows()[1]?.focus();
  press('x');
  document.querySelectorAll('input')[2]?.focus();
  press('Delete');
  expect([edges.toggle.mock.calls, edges.remove.mock.calls]).toEqual([[[1]], [[2]]]);
});

test('keys with a modifier are left to the browser', () => {
  rows()[1]?.focus();
  expect(press('x', { ctrlKey: true })).toBe(true);
  expect(edges.toggle).not.toHaveBeenCalled();
});
