import { expect, test } from 'vitest';
import type { TextLine } from './text-lines.ts';
import { alignRight, withoutSpecks } from './trim-lines.ts';

const line = (left: number, right: number, top = 0): TextLine => ({
  ...{ left, right, top, bottom: top + 12 },
  ...{ size: 12, parts: 2 },
});

test('labels beside an axis end where most of them end; a tick mark that one touches is cut off', () => {
  const lines = [line(10, 40), line(16, 41, 50), line(10, 46, 100), line(2, 40, 150), line(5, 40, 200)];
  expect(alignRight(lines).map(({ right }) => right)).toEqual([40, 41, 40, 40, 40]);
  // A label that is much longer is another one.
  expect(alignRight([...lines, line(10, 80, 250)]).at(-1)?.right).toBe(80);
  // Names that begin at one edge end anywhere.
  const names = [line(10, 40), line(10, 60, 50), line(10, 75, 100)];
  expect(alignRight(names)).toEqual(names);
});

test('a speck below the axis is no row of text', () => {
  const part = (left: number, top: number, size: number) => ({
    ...{ left, top, right: left + size, bottom: top + size },
    ...{ area: size * size, id: left + top },
  });
  const letters = [0, 30, 150, 180, 300, 330].map((left) => part(left, 80, 24));
  const comma = part(5, 20, 9);
  expect(withoutSpecks([comma, ...letters], 0.9)).toEqual(letters);
});
