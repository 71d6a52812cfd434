import { expect, test } from 'vitest';
import { memoryOfMachine, roomForAnotherBox } from './memory-room.ts';

const GiB = 1024 ** 3;

test.each([
  ['a large machine needs a whole limit free', 2.1, 24, true],
  ['a large machine with less is full', 1.9, 24, false],
  ['on a small one a quarter is enough', 1.1, 4, true],
  ['a small one with less is full', 0.9, 4, false],
])('%s', (_rule, available, total, expected) => {
  expect(roomForAnotherBox(available * GiB, total * GiB)).toBe(expected);
});

test('the memory of this machine is a plausible number', () => {
  expect(memoryOfMachine()).toBeGreaterThan(64 * 1024 ** 2);
  expect(memoryOfMachine()).toBeLessThan(2 ** 50);
});
