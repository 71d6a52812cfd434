import { expect, test } from 'vitest';
import { connectedComponents } from './components.ts';

function maskOf(rows: string[]) {
  const width = rows[0]?.length ?? 0;
  return { width, height: rows.length, bits: Uint8Array.from(rows.join(''), (c) => (c === '#' ? 1 : 0)) };
}

test('pixels that touch, corners included, are one component with its box and area', () => {
  const { components, labels } = connectedComponents(maskOf(['##...', '..#..', '....#', '#...#']));
  expect(components.map(({ left, top, right, bottom, area }) => [left, top, right, bottom, area])).toEqual([
    [0, 0, 3, 2, 3],
    [4, 2, 5, 4, 2],
    [0, 3, 1, 4, 1],
  ]);
  expect(labels[0]).toBe(labels[7]);
  expect(labels[2]).toBe(0);
});

test('branches that meet late are one component', () => {
  const { components } = connectedComponents(maskOf(['#.#.#', '#.#.#', '#####']));
  expect(components).toHaveLength(1);
  expect(components[0]?.area).toBe(11);
});
